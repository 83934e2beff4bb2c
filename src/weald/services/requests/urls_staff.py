"""Addresses of the staff pages."""

from django.urls import path

from weald.services.requests.views.staff import (
    booking,
    call_backs,
    conversation,
    cut,
    entering,
    figures,
    going_home,
    needs,
    proxies,
    queue,
    reception,
    request,
    residents,
    rule_notes,
    today,
)

urlpatterns = [
    path("staff/queue", queue.queue, name="staff_queue"),
    path("staff/queue/rows", queue.rows, name="staff_queue_rows"),
    path("staff/person/<uuid:id>/needs", needs.needs, name="staff_needs"),
    path("staff/person/<uuid:id>/proxies", proxies.show, name="staff_proxies"),
    path("staff/person/<uuid:id>/proxies/<slug:verb>", proxies.act, name="staff_proxies_verb"),
    path("staff/residents", residents.residents, name="staff_residents"),
    path("staff/residents/<uuid:id>/ask", residents.ask, name="staff_residents_ask"),
    path("staff/rule-notes", rule_notes.notes, name="staff_rule_notes"),
    path("staff/next", queue.open_next, name="staff_next"),
    path("staff/going-home", going_home.going_home, name="staff_going_home"),
    path("staff/today", today.today, name="staff_today"),
    path("staff/figures", figures.figures, name="staff_figures"),
    path("staff/reception", reception.search, name="staff_reception"),
    path("staff/person/<uuid:id>", reception.person, name="staff_person"),
    path("staff/enter", entering.begin, name="staff_enter_new"),
    path("staff/enter/<uuid:id>", entering.enter, name="staff_enter"),
    path("staff/print/<uuid:id>", entering.on_paper, name="staff_print"),
    path("staff/settings/sessions/<uuid:id>/cut", cut.cut, name="staff_session_cut"),
    path("staff/request/<uuid:id>", request.show, name="staff_request"),
    path("staff/call-backs", call_backs.call_backs, name="staff_call_backs"),
    path("staff/call-backs/<uuid:id>", call_backs.answer, name="staff_call_back"),
    path("staff/attachment/<uuid:id>", conversation.attachment, name="staff_attachment"),
    path("staff/request/<uuid:id>/messages", conversation.messages, name="staff_conversation"),
    path("staff/request/<uuid:id>/times", booking.times, name="staff_request_times"),
    path("staff/request/<uuid:id>/<slug:verb>", request.act, name="staff_request_verb"),
]
