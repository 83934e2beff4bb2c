"""The words of NHS England's Learn from patient safety events service (LFPSE): each of our choices with its code there.

Names of fields and codes are those of its taxonomy for the FHIR resource AdverseEvent, version 5 (level of harm: as in
version 4): AdverseEventEstimatedDate (IncidentOccurredToday, ApproximateDate, PreciseTime), AdverseEventAgent
(InvolvedAgents), AdverseEventOutcome (ImmediateActions), AdverseEventWentWell (HowFutureOccurrence), patient information
(PhysicalHarm, PsychologicalHarm), AdverseEventReferenceMetadata (ReferenceNumber, IsAnonymous). The four types of event
are those of NHS England's policy guidance on recording patient safety events and levels of harm.
"""

PROFILE = "patient-safety-adverse-event-5"

TYPES = {"incident": "Incident", "risk": "Risk", "outcome": "Outcome", "good_care": "Good care"}
"""EventType."""

PHYSICAL_HARM = {"none": "5", "low": "4", "moderate": "3", "severe": "2", "fatal": "1"}
PSYCHOLOGICAL_HARM = {"none": "4", "low": "3", "moderate": "2", "severe": "1"}

AGENTS = {"medications": "4", "devices": "3", "it": "9", "buildings": "13", "none": "10"}
"""InvolvedAgents: what was involved. The codes for blood, tissue and estates services do not occur in general practice."""
