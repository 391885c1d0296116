"""The host's side of WOPI: an office server (Collabora Online, ONLYOFFICE Docs and others) edits documents through it.

The protocol is Microsoft's (learn.microsoft.com/microsoft-365/cloud-storage-partner-program/rest); what the servers
ask beyond it stands beside the code that answers. docs/decisions/0014-office-server-over-wopi.md says what we decided.

    discovery   what the office server can edit, and the keys it signs with
    proof       whether a call was signed with them
    tokens      who is calling, and about which document
    locks       which office server is editing it
    calls       the door: every call passes all of these, in this order
    verbs/      what may be asked for; `views` picks one
"""
