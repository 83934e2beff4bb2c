"""Addresses of the patient pages. What follows after sending lies under the draft and under the private link alike."""

from django.urls import URLPattern, URLResolver, include, path

from weald.services.requests.views.patient import (
    after,
    conversation,
    door,
    invited,
    link,
    mine,
    questions,
    steps,
    waiting,
)

AFTER = [
    path("decision", after.decision),
    path("emergency", after.emergency),
    path("book", after.book),
    path("booked", after.booked),
    path("appointment.ics", after.ics),
    path("move", after.move),
    path("cancel", after.cancel),
    path("close", after.close),
    path("no-time", after.no_time),
    path("message", after.message),
    path("pharmacy", after.pharmacy),
    path("wait", waiting.wait),
    path("wait/leave", waiting.leave),
    path("offer", waiting.offer),
    path("messages", conversation.messages),
    path("messages/file", conversation.file),
    path("how-are-you", conversation.how_are_you),
]

ASKING = [
    path("danger", questions.danger),
    path("who", steps.who),
    path("kind", steps.kind),
    path("words", steps.words),
    path("problem", steps.problem),
    path("question", questions.question),
    path("question/<str:name>", questions.named),
    path("about-you", steps.about_you),
    path("check", steps.check),
    path("send", steps.send),
    path("finish", door.finish),
]
"""A form before it is sent. Under one path, so that no other address is compared with each of them."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<str:ods>/", door.door, name="practice"),
    path("p/<str:ods>/start", door.start, name="start"),
    path("ask/<uuid:draft>/", include([*ASKING, *AFTER])),
    path("mine/", mine.mine, name="mine"),
    path("mine/sign-in", mine.sign_in, name="mine_sign_in"),
    path("mine/code", mine.code, name="mine_code"),
    path("mine/sign-out", mine.sign_out, name="mine_sign_out"),
    path("mine/ask", mine.ask, name="mine_ask"),
    path("mine/looked", mine.looked, name="mine_looked"),
    path("mine/acts/<uuid:proxy>/end", mine.end, name="mine_end"),
    path("mine/request/<uuid:own>/", include(AFTER)),
    path("i/<str:token>/", invited.invitation, name="invitation"),
    path("i/<str:token>/book", invited.book),
    path("i/<str:token>/wait", invited.keep),
    path("i/<str:token>/answer", invited.answer),
    path("r/new", link.new, name="new_link"),
    path("r/sent", link.sent),
    path("r/<str:token>/", link.private, name="private"),
    path("r/<str:token>/code", link.code, name="private_code"),
    path("r/<str:token>/", include(AFTER)),
]
