"""A mail server of a test's own, aiosmtpd: STARTTLS by an authority of its own, and a password."""

import datetime
import email
import email.policy
import ssl
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from market import free_port

USER, PASSWORD = "katalog", "rahasia/ini"


class Mailbox:
    """What was taken, as the raw bytes and as read by the standard library."""

    def __init__(self):
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []

    async def handle_DATA(self, server, session, envelope):
        assert session.ssl and session.authenticated
        self.raw.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"

    def __len__(self) -> int:
        return len(self.raw)

    def mails(self) -> list[email.message.EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw]


class MailServer:
    def __init__(self, directory: Path):
        self.box = Mailbox()
        self.port = free_port()
        self.certificate = directory / "mail.pem"
        key_file = directory / "mail.key"
        self._issue(key_file)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key_file)
        self.controller = Controller(
            self.box,
            hostname="127.0.0.1",
            port=self.port,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            auth_require_tls=True,
            authenticator=lambda *words: AuthResult(success=self._knows(words[-1])),
        )
        self.controller.start()

    @staticmethod
    def _knows(given) -> bool:
        return (given.login, given.password) == (USER.encode(), PASSWORD.encode())

    def _issue(self, key_file: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256())
        )
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    @property
    def settings(self) -> dict[str, str]:
        password = PASSWORD.replace("/", "%2F")
        return {
            "CATALOGD_SMTP_URL": f"smtp://{USER}:{password}@127.0.0.1:{self.port}",
            "CATALOGD_SMTP_CA_FILE": str(self.certificate),
            "CATALOGD_MAIL_FROM": "no-reply@katalog.example",
        }

    def stop(self) -> None:
        self.controller.stop()
