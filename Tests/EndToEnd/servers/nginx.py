"""nginx as the server of static feeds: ETag, Last-Modified, gzip, ranges.

`nginx.py PORT FOLDER` serves FOLDER/site; what is asked for is in FOLDER/access.log.
"""

import os
import sys
from pathlib import Path

CONFIGURATION = """
daemon off;
master_process off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    types {{ application/json json; text/csv csv; }}
    log_format asked '$request_method $uri $status $bytes_sent "$http_if_none_match" '
                     '"$sent_http_content_encoding" "$sent_http_etag"';
    access_log {folder}/access.log asked;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    gzip on;
    gzip_types application/json text/csv;
    gzip_min_length 1;
    gzip_vary on;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/site;
        etag on;
    }}
}}
"""

if __name__ == "__main__":
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(port=port, folder=folder))
    error_log = str(folder / "error.log")
    os.execvp("nginx", ["nginx", "-p", str(folder), "-c", str(configuration), "-e", error_log])
