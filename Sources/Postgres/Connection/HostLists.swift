// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The hosts of a connection string: libpq has them as up to three lists with commas (`host`, `hostaddr`, `port`).
struct HostLists {
    struct Host: Hashable {
        var host: String
        var address: String
        var port: String
    }

    private var hosts: [String]
    private var addresses: [String]
    private var ports: [String]

    init(_ parameters: [String: String]) {
        func list(_ keyword: String) -> [String] {
            parameters[keyword].map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
                ?? []
        }
        hosts = list("host")
        addresses = list("hostaddr")
        ports = list("port")
    }

    var count: Int { max(hosts.count, addresses.count, 1) }

    /// Takes out the host that libpq says it is at; false where it is the only one, or not found.
    mutating func remove(_ host: Host) -> Bool {
        guard count > 1, let index = (0..<count).first(where: { matches(host, at: $0) }) else { return false }
        if index < hosts.count { hosts.remove(at: index) }
        if index < addresses.count { addresses.remove(at: index) }
        // A single port counts for all hosts.
        if ports.count > 1, index < ports.count { ports.remove(at: index) }
        return true
    }

    func write(to parameters: inout [String: String]) {
        func set(_ keyword: String, _ list: [String]) {
            parameters[keyword] = list.isEmpty ? nil : list.joined(separator: ",")
        }
        set("host", hosts)
        set("hostaddr", addresses)
        set("port", ports)
    }

    private func matches(_ host: Host, at index: Int) -> Bool {
        if index < hosts.count, !hosts[index].isEmpty, hosts[index] != host.host { return false }
        if index < addresses.count, !addresses[index].isEmpty, addresses[index] != host.address { return false }
        let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
        return port.isEmpty || port == host.port
    }
}
