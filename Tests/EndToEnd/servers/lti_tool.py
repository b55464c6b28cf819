"""An LTI 1.3 tool by pylti1p3 that posts scores as soon as a learner is launched.

    lti_tool.py PORT FOLDER

`platform.json` {issuer, client_id, deployment_id} is the platform that it is registered with;
`scores.json` [[activity, grading, points of 20], …] what it posts at each launch.
"""

import datetime
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, jsonify, request
from pylti1p3.contrib.flask import FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.grade import Grade
from pylti1p3.tool_config import ToolConfDict


def keys() -> tuple[str, str]:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return (
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        ).decode(),
        private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    )


def configuration(issuer: str, client: str, deployment: str) -> ToolConfDict:
    tool = ToolConfDict(
        {
            issuer: [
                {
                    "default": True,
                    "client_id": client,
                    "auth_login_url": f"{issuer}/lti/auth",
                    "auth_token_url": f"{issuer}/lti/token",
                    "key_set_url": f"{issuer}/lti/jwks",
                    "key_set": None,
                    "deployment_ids": [deployment],
                }
            ]
        }
    )
    private, public = keys()
    tool.set_private_key(issuer, private, client_id=client)
    tool.set_public_key(issuer, public, client_id=client)
    return tool


def application(tool: ToolConfDict, port: int, scores: Path) -> Flask:
    app = Flask(__name__)
    app.secret_key = "not a secret: a test's"

    @app.get("/login")
    def login():
        flow = FlaskOIDCLogin(FlaskRequest(), tool)
        return flow.redirect(f"http://127.0.0.1:{port}/launch")

    @app.post("/launch")
    def launch():
        if "error" in request.form:
            return jsonify(dict(request.form)), 403
        message = FlaskMessageLaunch(FlaskRequest(), tool)
        data = message.get_launch_data()
        for activity, grading, points in json.loads(scores.read_text()):
            grade = Grade()
            grade.set_score_given(points).set_score_maximum(20)
            grade.set_activity_progress(activity).set_grading_progress(grading)
            now = datetime.datetime.now(datetime.UTC)
            grade.set_timestamp(now.isoformat(timespec="milliseconds"))
            grade.set_user_id(data["sub"])
            message.get_ags().put_grade(grade)
        return jsonify(data)

    @app.get("/jwks")
    def jwks():
        return jsonify(tool.get_jwks())

    return app


def main():
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    platform = json.loads((folder / "platform.json").read_text())
    tool = configuration(platform["issuer"], platform["client_id"], platform["deployment_id"])
    application(tool, port, folder / "scores.json").run("127.0.0.1", port)


if __name__ == "__main__":
    main()
