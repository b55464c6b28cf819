"""A platform of Django REST framework JSON:API: `jsonapi_server.py PORT FOLDER`.

It serves the courses of FOLDER/courses.json, which it keeps in its own database, and takes
enrolments, which it shows in FOLDER/enrolments.json; FOLDER/completions.json ({id: time}) says who
is through, FOLDER/lose-answers that the next answer to an enrolment gets lost. Documents,
relationships, included resources and errors are djangorestframework-jsonapi's, conditions (ETag,
304) Django's, tokens django-oauth-toolkit's.
"""

import json
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler

import django
from django.conf import settings
from django.core.management import call_command

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
CLIENT = {"client_id": "catalogd-jsonapi", "client_secret": "jsonapi-secret&+"}
PAGE_SIZE_MAX = 25

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "shop.db"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "oauth2_provider",
        "rest_framework",
        "rest_framework_json_api",
    ],
    LOGGING={
        "version": 1,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
    },
    MIDDLEWARE=["django.middleware.http.ConditionalGetMiddleware"],
    OAUTH2_PROVIDER={"ACCESS_TOKEN_EXPIRE_SECONDS": 3600, "SCOPES": {"read": "all of it"}},
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "oauth2_provider.contrib.rest_framework.OAuth2Authentication"
        ],
        "DEFAULT_METADATA_CLASS": "rest_framework_json_api.metadata.JSONAPIMetadata",
        "DEFAULT_PARSER_CLASSES": ["rest_framework_json_api.parsers.JSONParser"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework_json_api.renderers.JSONRenderer"],
        "EXCEPTION_HANDLER": "rest_framework_json_api.exceptions.exception_handler",
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for tests",
    USE_TZ=True,
)
django.setup()

from django.core.servers.basehttp import WSGIServer, get_internal_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from oauth2_provider.contrib.rest_framework import TokenHasScope  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.views import TokenView  # noqa: E402
from rest_framework import pagination  # noqa: E402
from rest_framework.exceptions import APIException, ValidationError  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework_json_api import serializers, views  # noqa: E402
from rest_framework_json_api.exceptions import Conflict  # noqa: E402


class Named(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Provider(Named):
    class Meta:
        app_label = "shop"


class Category(Named):
    class Meta:
        app_label = "shop"


class Course(models.Model):
    id = models.CharField(primary_key=True, max_length=40)
    title = models.CharField(max_length=200)
    description = models.TextField()
    provider = models.ForeignKey(Provider, models.PROTECT)
    category = models.ForeignKey(Category, models.PROTECT, null=True)
    price = models.IntegerField(null=True)
    currency = models.CharField(max_length=3)
    delivery = models.CharField(max_length=20, null=True)
    level = models.CharField(max_length=20, null=True)
    language = models.CharField(max_length=5, null=True)
    duration_minutes = models.IntegerField(null=True)
    skills = models.JSONField()
    url = models.CharField(max_length=400, null=True)
    image_url = models.CharField(max_length=400, null=True)
    updated_at = models.DateTimeField()
    schedules = models.JSONField()
    is_closed = models.BooleanField(default=False)

    class Meta:
        app_label = "shop"
        ordering = ["id"]

    class JSONAPIMeta:
        resource_name = "courses"


class Enrolment(models.Model):
    id = models.UUIDField(primary_key=True)
    order_id = models.CharField(max_length=60, unique=True)
    learner_id = models.CharField(max_length=60)
    schedule_code = models.CharField(max_length=60, null=True)
    course = models.ForeignKey(Course, models.PROTECT)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        app_label = "shop"

    class JSONAPIMeta:
        resource_name = "enrolments"


class ProviderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Provider
        fields = ["name"]


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["name"]


class CourseSerializer(serializers.ModelSerializer):
    included_serializers = {"provider": ProviderSerializer, "category": CategorySerializer}

    class Meta:
        model = Course
        exclude = ["is_closed"]


class EnrolmentSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField()
    status = serializers.SerializerMethodField()
    completed_at = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        exclude = ["is_cancelled"]
        extra_kwargs = {"order_id": {"validators": []}}

    def get_completed_at(self, enrolment):
        file = FOLDER / "completions.json"
        times = json.loads(file.read_text()) if file.exists() else {}
        return times.get(str(enrolment.id))

    def get_status(self, enrolment):
        if enrolment.is_cancelled:
            return "cancelled"
        return "completed" if self.get_completed_at(enrolment) else "active"

    def validate_course(self, course):
        if course.is_closed:
            raise ValidationError("This course takes nobody at present.", code="closed")
        return course


class PageTooLarge(Exception):
    """The profile's error "max page size exceeded"."""

    error = {
        "status": "400",
        "title": "Page size requested is too large.",
        "source": {"parameter": "page[size]"},
        "meta": {"page": {"maxSize": PAGE_SIZE_MAX}},
    }


class CursorPages(pagination.CursorPagination):
    """The cursor pagination profile, as far as the package leaves it to us."""

    ordering = "id"
    cursor_query_param = "page[after]"
    page_size = PAGE_SIZE_MAX
    page_size_query_param = "page[size]"
    max_page_size = PAGE_SIZE_MAX

    def get_page_size(self, request):
        asked = request.query_params.get(self.page_size_query_param, "")
        if asked.isdigit() and int(asked) > PAGE_SIZE_MAX:
            raise PageTooLarge
        return super().get_page_size(request)

    def get_paginated_response(self, data):
        links = {"prev": self.get_previous_link(), "next": self.get_next_link()}
        return Response({"results": data, "links": links})


class Guarded:
    permission_classes = [TokenHasScope]
    required_scopes = ["read"]


class Courses(Guarded, views.ModelViewSet):
    queryset = Course.objects.all()
    serializer_class = CourseSerializer
    pagination_class = CursorPages

    def handle_exception(self, exception):
        if isinstance(exception, PageTooLarge):
            media_type = "application/vnd.api+json"
            body = {"errors": [PageTooLarge.error]}
            return JsonResponse(body, status=400, content_type=media_type)
        return super().handle_exception(exception)


class Enrolments(Guarded, views.ModelViewSet):
    queryset = Enrolment.objects.all()
    serializer_class = EnrolmentSerializer

    def perform_create(self, serializer):
        if Enrolment.objects.filter(id=serializer.validated_data["id"]).exists():
            raise Conflict("An enrolment of this id exists.")
        serializer.save()
        self.show()
        if (FOLDER / "lose-answers").exists():
            (FOLDER / "lose-answers").unlink()
            raise APIException("the enrolment is kept, its answer is lost")

    def perform_destroy(self, enrolment):
        enrolment.is_cancelled = True
        enrolment.save()
        self.show()

    def show(self):
        enrolments = {
            str(e.id): {
                "order_id": e.order_id,
                "learner_id": e.learner_id,
                "schedule_code": e.schedule_code,
                "course": e.course_id,
                "is_cancelled": e.is_cancelled,
            }
            for e in Enrolment.objects.all()
        }
        fresh = FOLDER / "enrolments.json.new"
        fresh.write_text(json.dumps(enrolments))
        fresh.rename(FOLDER / "enrolments.json")


one = {"get": "retrieve", "delete": "destroy"}
urlpatterns = [
    path("oauth/token", TokenView.as_view()),
    path("courses", Courses.as_view({"get": "list"})),
    path("enrolments", Enrolments.as_view({"post": "create"})),
    path("enrolments/<uuid:pk>", Enrolments.as_view(one), name="enrolment-detail"),
]


def fill() -> None:
    with connection.schema_editor() as editor:
        for model in (Provider, Category, Course, Enrolment):
            editor.create_model(model)
    for seed in json.loads((FOLDER / "courses.json").read_text()):
        course = {
            field.name: seed[field.name] for field in Course._meta.fields if field.name in seed
        }
        course["provider"] = Provider.objects.get_or_create(name=seed["provider"])[0]
        course["category"] = Category.objects.get_or_create(name=seed["category"])[0]
        Course.objects.create(**course)


def main() -> None:
    call_command("migrate", verbosity=0)
    Application.objects.create(
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        **CLIENT,
    )
    fill()
    server = WSGIServer(("127.0.0.1", PORT), WSGIRequestHandler)
    server.set_app(get_internal_wsgi_application())
    server.serve_forever()


if __name__ == "__main__":
    main()
