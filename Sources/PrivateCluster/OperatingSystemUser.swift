// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
public import Glibc
#elseif canImport(Musl)
public import Musl
#else
public import Darwin
#endif

/// A user of the operating system, as the password database knows it.
public struct OperatingSystemUser: Sendable, Hashable {
    /// The login name.
    public let name: String
    /// The user's number.
    public let id: uid_t
    /// The number of the user's primary group.
    public let groupID: gid_t
    /// The home folder.
    public let homeFolder: String

    /// The user this process acts as.
    ///
    /// - Throws: `ClusterError.Code.unusableUserName` where the password database has no name for it.
    public static func current() throws(ClusterError) -> OperatingSystemUser {
        let id = geteuid()
        guard let user = lookUp(start: { getpwuid_r(id, $0, $1, $2, $3) }) else {
            throw ClusterError(
                .unusableUserName,
                "The user number \(id) has no name in the password database, so PostgreSQL cannot know who it is. "
                    + "Add the user (useradd), or set COUNTERSIGN_DATABASE_URL to a database with another login.")
        }
        return user
    }

    /// The user with this login name, if there is one.
    public static func named(_ name: String) -> OperatingSystemUser? {
        lookUp(start: { getpwnam_r(name, $0, $1, $2, $3) })
    }

    /// The user with this number, if the password database names it.
    package static func numbered(_ id: uid_t) -> OperatingSystemUser? {
        lookUp(start: { getpwuid_r(id, $0, $1, $2, $3) })
    }

    /// The numbers of all groups the user is in, the primary one included.
    package var groups: [gid_t] {
        var count: CInt = 64
        #if canImport(Darwin)
        var groups = [Int32](repeating: 0, count: Int(count))
        guard getgrouplist(name, Int32(groupID), &groups, &count) >= 0 else { return [groupID] }
        return groups.prefix(Int(count)).map { gid_t($0) }
        #else
        var groups = [gid_t](repeating: 0, count: Int(count))
        if getgrouplist(name, groupID, &groups, &count) < 0 {
            groups = [gid_t](repeating: 0, count: Int(count))
            guard getgrouplist(name, groupID, &groups, &count) >= 0 else { return [groupID] }
        }
        return Array(groups.prefix(Int(count)))
        #endif
    }

    private typealias Search = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
        UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> CInt

    private static func lookUp(start search: Search) -> OperatingSystemUser? {
        var size = 4_096
        while size <= 1_048_576 {
            var record = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var buffer = [CChar](repeating: 0, count: size)
            let (status, user) = buffer.withUnsafeMutableBufferPointer { text -> (CInt, OperatingSystemUser?) in
                guard let base = text.baseAddress else { return (ENOMEM, nil) }
                let status = search(&record, base, text.count, &found)
                guard status == 0, found != nil, let name = record.pw_name else { return (status, nil) }
                let home = record.pw_dir.map { String(cString: $0) } ?? ""
                return (
                    0,
                    OperatingSystemUser(
                        name: String(cString: name), id: record.pw_uid, groupID: record.pw_gid, homeFolder: home)
                )
            }
            if status != ERANGE { return user }
            size *= 4
        }
        return nil
    }
}

extension OperatingSystemUser {
    /// The user a server runs as: the current one, but `postgres` where that is root, which PostgreSQL refuses.
    ///
    /// - Throws: `ClusterError.Code.serverUserMissing`, saying what to install.
    package static func forServer() throws(ClusterError) -> OperatingSystemUser {
        guard geteuid() == 0 else { return try current() }
        guard let user = named("postgres"), user.id != 0 else {
            throw ClusterError(
                .serverUserMissing,
                "PostgreSQL refuses to run as root and there is no user \"postgres\" to run it as. "
                    + "Create it with \"\(PostgresSearch.installCommand("postgresql"))\" "
                    + "(or \"useradd --system --shell /usr/sbin/nologin postgres\"), or run this as another user.")
        }
        return user
    }
}
