"""What bin/demo, bin/test and bin/check share. Standard library only: nothing is installed yet when they begin."""
