"""Addresses of organisations' files and of what the centre does with them."""
from django.urls import path

from .views import centre, keys, organisation, registering, security

app_name = "parties"

urlpatterns = [
    path("account/switch/", registering.switch, name="switch"),
    path("account/security/sessions/", security.end_others, name="end-others"),
    path("desk/profile/", organisation.profile, name="profile"),
    path("desk/profile/claims/<uuid:pk>/licence/", organisation.licence, name="licence"),
    path("desk/profile/claims/<uuid:pk>/licence/file/", organisation.own_licence, name="licence-file"),
    path("desk/profile/claims/<uuid:pk>/challenge/", organisation.challenge, name="challenge"),
    path("desk/profile/claims/<uuid:pk>/statement/", organisation.statement, name="statement"),
    path("desk/people/", organisation.people, name="people"),
    path("desk/people/<uuid:pk>/", organisation.member, name="member"),
    path("desk/people/<uuid:pk>/refuse/", organisation.member_refuse, name="member-refuse"),
    path("desk/people/<uuid:pk>/leave/", organisation.member_leave, name="member-leave"),
    path("desk/mandates/", organisation.mandates, name="mandates"),
    path("desk/mandates/<uuid:pk>/revoke/", organisation.mandate_revoke, name="mandate-revoke"),
    path("desk/mandates/<uuid:pk>/document/", organisation.mandate_document, name="mandate-document"),
    path("desk/certificates/", organisation.certificates, name="certificates"),
    path("desk/certificates/<uuid:pk>/revoke/", organisation.certificate_revoke, name="certificate-revoke"),
    path("desk/certificates/<uuid:pk>/file/", organisation.certificate_file, name="certificate-file"),
    path("desk/keys/", keys.keys, name="keys"),
    path("desk/keys/<uuid:pk>/revoke/", keys.key_revoke, name="key-revoke"),
    path("desk/centre/claims/", centre.claims, name="claims"),
    path("desk/centre/claims/<uuid:pk>/", centre.claim, name="claim"),
    path("desk/centre/parties/", centre.parties, name="parties"),
    path("desk/centre/parties/<uuid:pk>/", centre.party, name="party"),
    path("desk/centre/roles/<uuid:pk>/end/", centre.role_take, name="role-take"),
    path("desk/centre/certificates/<uuid:pk>/check/", centre.certificate_check, name="certificate-check"),
    path("desk/centre/recoveries/", centre.recoveries, name="recoveries"),
    path("desk/centre/recoveries/<uuid:pk>/confirm/", centre.recovery_confirm, name="recovery-confirm"),
    path("desk/centre/recoveries/<uuid:pk>/refuse/", centre.recovery_refuse, name="recovery-refuse"),
]
