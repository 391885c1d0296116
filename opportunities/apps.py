from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from opportunities.seeds import seed_lost_reasons, seed_stages


class OpportunitiesConfig(AppConfig):
    """Potential sales: pipelines and stages, opportunities, participants, access."""

    name = "opportunities"
    verbose_name = _("Opportunities")

    def ready(self) -> None:
        post_migrate.connect(seed_stages, sender=self, dispatch_uid="opportunities.seed_stages")
        post_migrate.connect(seed_lost_reasons, sender=self, dispatch_uid="opportunities.seed_lost_reasons")
        import jobs
        import opportunities.lists  # noqa: F401 - registers what administrators keep
        from core import slots as core_slots
        from core import trigrams
        from exports import sources
        from fields import bearers
        from history.signals import event_recorded
        from imports import targets
        from opportunities import bearing, columns, ecb, handing_over, measuring, receivers, reckoning, slots
        from opportunities.bulk import tidying, work
        from opportunities.exports import OpportunitySource
        from opportunities.imports import OpportunityTarget
        from opportunities.models import Opportunity
        from opportunities.models.rate import RECKON

        if settings.SEARCH_INDEX:
            trigrams.index(Opportunity, "search_text")
        jobs.register(RECKON, _("Applying exchange rates to amounts"))(reckoning.reckon)
        jobs.every("opportunities.reckon_all", _("Converting all amounts anew"), minutes=24 * 60)(reckoning.reckon)
        measured = _("Measuring how long opportunities stay in their stages")
        jobs.every("opportunities.measure_stages", measured, minutes=24 * 60)(measuring.measure)
        fetching = _("Fetching exchange rates from the European Central Bank")
        if settings.ECB_RATES_URL:
            # It publishes once on working days, at about four in the afternoon.
            jobs.every(ecb.FETCH, fetching, minutes=4 * 60)(ecb.fetch_rates)
        else:
            jobs.register(ecb.FETCH, fetching)(ecb.fetch_rates)
        jobs.register(work.CHECK, _("Bulk change: looking what it comes to"))(work.check_rows)
        jobs.register(work.WRITE, _("Bulk change: writing"))(work.write_rows)
        jobs.register(work.UNDO, _("Bulk change: undoing"))(work.undo_rows)
        jobs.every("opportunities.tidy_bulk", _("Clearing away old bulk changes"), minutes=60)(tidying.tidy)
        core_slots.fill("tabs", "opportunities.profile", slots.profile_tab)
        core_slots.fill("tabs", "opportunities.participants", slots.participants_tab)
        core_slots.fill("references", self.name, slots.references)
        core_slots.fill("deletions", self.name, slots.deletions)
        core_slots.fill("contact_sections", self.name, slots.contact_section)
        core_slots.fill("handovers", self.name, handing_over.responsibility)
        core_slots.fill("handovers", "opportunities.access", handing_over.access)
        core_slots.fill("handovers", "opportunities.views", handing_over.saved_views)
        core_slots.fill("search", self.name, slots.search)
        bearers.register(bearing.OPPORTUNITIES)
        columns.add("fields", bearing.columns)
        targets.register(OpportunityTarget())
        sources.register(OpportunitySource())
        event_recorded.connect(
            receivers.a_deleted_custom_field_is_required_by_no_stage, dispatch_uid="opportunities.field_gone"
        )
        event_recorded.connect(
            receivers.a_renamed_contact_is_found_by_its_new_name, dispatch_uid="opportunities.renamed_contact"
        )
