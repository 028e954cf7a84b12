// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where the parts of a cluster lie and whom they belong to.
///
/// The folder itself belongs to whoever invokes the program. Where that is root, the server's user owns only `data` and
/// `socket` in it, so that root never works in a folder whose names that user could exchange.
struct ClusterLayout: Sendable {
    /// The version of this layout, kept in the file `format`.
    static let format = 1
    /// The folder of the console's log in the home, which is there before the first cluster.
    static let logFolder = "log"

    let home: String
    let folder: String
    let kind: PrivateCluster.Kind
    let invoker: OperatingSystemUser

    init(home: String, kind: PrivateCluster.Kind, invoker: OperatingSystemUser) {
        self.home = home
        self.folder = "\(home == "/" ? "" : home)/\(kind.folderName)"
        self.kind = kind
        self.invoker = invoker
    }

    /// The databases.
    var data: DataFolder { DataFolder(path: "\(folder)/data") }
    /// Locked shared by every process that uses the cluster, exclusively by the one that stops it.
    var users: String { "\(folder)/users" }
    /// Locked by the one process that looks whether the server runs and starts it.
    var starting: String { "\(folder)/starting" }
    /// Locked by the server itself and all its processes.
    var life: String { "\(folder)/life" }
    /// Present while the server is to stay although nobody uses it.
    var keep: String { "\(folder)/keep" }
    /// Present since somebody stopped the server although others used it, until somebody opens it anew.
    var stopped: String { "\(folder)/stopped" }
    /// What the server says.
    var log: String { "\(folder)/server.log" }
    /// Who may log in how (`pg_hba.conf`).
    var rules: String { "\(folder)/hba.conf" }
    /// Which operating system user may be which role (`pg_ident.conf`).
    var identities: String { "\(folder)/ident.conf" }
    /// The version of the layout.
    var formatFile: String { "\(folder)/format" }
    /// Names the socket folder where it is not `socket`.
    var socketRecord: String { "\(folder)/socket-folder" }

    /// The beginning of the names of folders in which databases are being created.
    var draftPrefix: String { "data.new-" }
}
