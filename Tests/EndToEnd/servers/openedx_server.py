"""An Open edX of Django REST framework and django-oauth-toolkit: `openedx_server.py PORT FOLDER`.

It serves FOLDER/courses.json as course-discovery does, takes enrolments as the LMS does (what it
has is in FOLDER/enrolments.json), and shows the certificates of FOLDER/certificates.json. The
shapes are those of edx/course-discovery and openedx/edx-platform; paging, validation and OAuth 2
are the packages' own.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler

import django
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
CLIENT = {"client_id": "catalogd-openedx", "client_secret": "openedx-secret&+"}
# A token is good for so many calls, so that some expire between two pages.
CALLS_OF_A_TOKEN = 4

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "lms.db"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "oauth2_provider",
        "rest_framework",
    ],
    LOGGING={
        "version": 1,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
    },
    OAUTH2_PROVIDER={"ACCESS_TOKEN_EXPIRE_SECONDS": 3600},
    REST_FRAMEWORK={"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]},
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for tests",
    USE_TZ=True,
)
django.setup()

from django.core.servers.basehttp import WSGIServer, get_internal_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from jwcrypto import jwk, jwt  # noqa: E402
from oauth2_provider.models import AccessToken, Application  # noqa: E402
from oauth2_provider.views import TokenView  # noqa: E402
from rest_framework import authentication, exceptions, pagination, serializers  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.utils.urls import replace_query_param  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

KEY = jwk.JWK.generate(kty="oct", size=256)
calls: dict[str, int] = {}


class AccessTokenView(TokenView):
    """`token_type=jwt` turns the token into a JWT, as edx-platform's view of the name does."""

    def post(self, request, *args, **kwargs):
        answer = super().post(request, *args, **kwargs)
        if answer.status_code == 200 and request.POST.get("token_type") == "jwt":
            body = json.loads(answer.content)
            token = jwt.JWT(header={"alg": "HS256"}, claims={"jti": body["access_token"]})
            token.make_signed_token(KEY)
            body |= {"access_token": token.serialize(), "token_type": "JWT"}
            answer.content = json.dumps(body)
        return answer


class Service:
    """Whom a client's own token stands for: nobody, but with rights."""

    is_authenticated = True


class JwtAuthentication(authentication.BaseAuthentication):
    def authenticate(self, request):
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme != "JWT":
            return None
        try:
            token = json.loads(jwt.JWT(jwt=text, key=KEY).claims)["jti"]
        except Exception as error:
            raise exceptions.AuthenticationFailed("Error decoding token.") from error
        known = AccessToken.objects.filter(token=token, expires__gt=timezone.now()).first()
        if known is None:
            raise exceptions.AuthenticationFailed("Token has expired.")
        calls[token] = calls.get(token, 0) + 1
        if calls[token] >= CALLS_OF_A_TOKEN:
            AccessToken.objects.filter(token=token).update(
                expires=timezone.now() - timedelta(seconds=1)
            )
        return Service(), known

    def authenticate_header(self, request):
        return 'JWT realm="api"'


class EdxView(APIView):
    authentication_classes = [JwtAuthentication]
    permission_classes = [IsAuthenticated]


def read(name: str, default):
    file = FOLDER / name
    return json.loads(file.read_text()) if file.exists() else default


class Pagination(pagination.LimitOffsetPagination):
    default_limit = 20
    max_limit = 20

    def get_next_link(self):
        """The name by which the server is called inside, as behind a proxy."""
        link = super().get_next_link()
        return link and replace_query_param(
            link.replace(f"127.0.0.1:{PORT}", "discovery.internal:18381"), "exclude_utm", 1
        )


class Courses(EdxView):
    def get(self, request):
        paginator = Pagination()
        page = paginator.paginate_queryset(read("courses.json", []), request, view=self)
        return paginator.get_paginated_response(page)


class Details(serializers.Serializer):
    course_id = serializers.CharField()


class EnrolmentForm(serializers.Serializer):
    user = serializers.RegexField(r"^[\w.@+-]{1,30}$")
    mode = serializers.CharField()
    is_active = serializers.BooleanField()
    course_details = Details()


def modes(run: str) -> set[str]:
    """The types of the run's seats."""
    return {
        seat["type"]
        for course in read("courses.json", [])
        for candidate in course.get("course_runs", [])
        if candidate["key"] == run
        for seat in candidate["seats"]
    }


class Enrolments(EdxView):
    def get(self, request, user: str, course: str):
        # None becomes an empty body with status 200, as in the LMS.
        return Response(read("enrolments.json", {}).get(f"{user},{course}"))

    def post(self, request):
        form = EnrolmentForm(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        run, mode = data["course_details"]["course_id"], data["mode"]
        if mode not in modes(run):
            words = f"The [{mode}] course mode is expired or otherwise unavailable for {run}."
            return Response({"message": words}, status=400)
        enrolments = read("enrolments.json", {})
        key = f"{data['user']},{run}"
        known = enrolments.get(key)
        if known and known["mode"] != mode and not data["is_active"]:
            return Response({"message": "Enrollment mode mismatch. Won't deactivate."}, status=400)
        enrolments[key] = {
            "created": timezone.now().isoformat(),
            "mode": mode,
            "is_active": data["is_active"],
            "course_details": {"course_id": run, "course_name": "-", "invite_only": False},
            "user": data["user"],
        }
        # Whole or not at all: the test reads it meanwhile.
        fresh = FOLDER / "enrolments.json.new"
        fresh.write_text(json.dumps(enrolments))
        fresh.rename(FOLDER / "enrolments.json")
        return Response(enrolments[key])


class Certificates(EdxView):
    def get(self, request, user: str, course: str):
        certificate = read("certificates.json", {}).get(f"{user},{course}")
        if certificate is None:
            return Response({"error_code": "no_certificate_for_user"}, status=404)
        return Response({"username": user, "course_id": course} | certificate)


enrolment = "api/enrollment/v1/enrollment"
certificate = "api/certificates/v0/certificates/<str:user>/courses/<str:course>/"
urlpatterns = [
    path("oauth2/access_token", AccessTokenView.as_view()),
    path("api/v1/courses/", Courses.as_view()),
    path(enrolment, Enrolments.as_view()),
    path(enrolment + "/<str:user>,<str:course>", Enrolments.as_view()),
    path(certificate, Certificates.as_view()),
]


def main() -> None:
    call_command("migrate", verbosity=0)
    Application.objects.create(
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        **CLIENT,
    )
    server = WSGIServer(("127.0.0.1", PORT), WSGIRequestHandler)
    server.set_app(get_internal_wsgi_application())
    server.serve_forever()


if __name__ == "__main__":
    main()
