import Foundation

/// nginx serving one file, set up as its manual recommends for static files: sendfile, an open
/// file cache, keep-alive without end, no access log.
final class NginxPeer {
    let port: UInt16
    let target = "/page.json"
    let subject: String
    private let process: ChildProcess

    /// - Parameter page: the bytes it serves.
    init(page: [UInt8], workers: Int, in workspace: Workspace) throws {
        port = try LoopbackPort.free()[0]
        let root = try workspace.directory("nginx")
        try Data(page).write(to: URL(fileURLWithPath: root + target))
        let configuration = try workspace.write(
            Self.configuration(root: root, port: port, workers: workers), to: "nginx/nginx.conf")
        let version = try ChildProcess.output(["nginx", "-v"], log: root + "/version")
        subject =
            version.split(separator: "/").last.map {
                "nginx " + $0.trimmingCharacters(in: .whitespacesAndNewlines)
            } ?? "nginx"
        process = try ChildProcess(
            ["nginx", "-p", root, "-c", configuration, "-e", root + "/error.log"],
            log: root + "/output")
        try HTTPProbe.waitForAnswer(port: port, target: target, of: process, seconds: 10)
    }

    var pid: Int32 { process.pid }
    var residentBytes: Int { ResidentMemory.bytesOfTree(pid) }

    func stop() { process.stop() }

    private static func configuration(root: String, port: UInt16, workers: Int) -> String {
        """
        \(geteuid() == 0 ? "user root;" : "")
        daemon off;
        worker_processes \(workers);
        pid \(root)/nginx.pid;
        events { worker_connections 2048; }
        http {
            access_log off;
            default_type application/json;
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
            keepalive_timeout 600;
            keepalive_requests 1000000000;
            open_file_cache max=16 inactive=600s;
            open_file_cache_valid 600s;
            client_body_temp_path \(root)/body;
            proxy_temp_path \(root)/proxy;
            fastcgi_temp_path \(root)/fastcgi;
            uwsgi_temp_path \(root)/uwsgi;
            scgi_temp_path \(root)/scgi;
            server {
                listen 127.0.0.1:\(port) backlog=1024;
                root \(root);
            }
        }

        """
    }
}
