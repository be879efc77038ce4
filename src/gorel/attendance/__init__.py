"""Sign-up for programme points and seminars: registrations, the joining link, and the thank-you afterwards.

Two pictures do the work: `processes/seminar.bpmn` runs once per published point that one signs up for,
`processes/registration.bpmn` once per registration. `processes/sign-up.dmn` says whether a sign-up is open.
"""
