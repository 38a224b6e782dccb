"""The addresses of signing in and out, under the names by which allauth asks for them."""

from django.urls import path

from . import sign_in

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    # allauth tells asking for a code from signing in; here it is one page.
    path("login/", sign_in.SignIn.as_view(), name="account_request_login_code"),
    path("login/code/", sign_in.EnterCode.as_view(), name="account_confirm_login_code"),
    path("login/password/", sign_in.SignInWithPassword.as_view(), name="account_login_password"),
    path("logout/", sign_in.SignOut.as_view(), name="account_logout"),
    path("signed-out/", sign_in.signed_out, name="signed_out"),
]
