// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "Open, sign, execute and follow privileged requests.",
        discussion: """
            A request is opened by one person and signed by others: nobody approves their own break-glass request. \
            Each step, a refused one too, is an event with the source coverage of that moment.
            """,
        subcommands: [
            List.self, Expiring.self, Show.self, Open.self, Sign.self, Execute.self, Reject.self, Withdraw.self,
            Amend.self, Close.self, Review.self,
        ])
}

extension RequestsCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List requests, newest first.",
            discussion: """
                Any registered person may. Example, what you could sign, execute or review now:
                  countersign requests list --waiting
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Flag(help: "Only requests that wait for you: your signature, execution or review.")
        var waiting = false

        @Flag(help: "Only open requests whose next step is another person's.")
        var others = false

        @Flag(help: "Only requests that are open.")
        var open = false

        @Option(help: ArgumentHelp("Only requests of this workflow.", valueName: "key"))
        var workflow: String?

        @Option(help: ArgumentHelp("Only requests about this package.", valueName: "name"))
        var package: String?

        @Option(help: ArgumentHelp("How many requests at most, up to 1000.", valueName: "count"))
        var limit = 100

        @Option(help: ArgumentHelp("Go on after this request, towards older ones.", valueName: "id"))
        var after: String?
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one request: its manifest, signatures and session.",
            discussion: """
                Any registered person may. Read it before you sign; manifest_sha256 is what you sign. Example:
                  countersign requests show req_0198c2e4-5f00-7a11-8b22-0123456789ab
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The request's id.")
        var id: String
    }

    struct Open: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a request.",
            discussion: """
                Needs the role that opens the workflow (break-glass: Governance Operator); "countersign workflows \
                list" shows all. A reason has at least 10 non-blank characters. Example:
                  countersign requests open break-glass-admin-session --tenant "Northwind Studio" \\
                      --reason "DNS drift blocks the launch" --minutes 30
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The workflow's key, e.g. break-glass-admin-session.")
        var workflow: String

        @Option(help: ArgumentHelp("The tenant whose access is needed.", valueName: "name"))
        var tenant: String?

        @Option(help: ArgumentHelp("The package, named after its engine.", valueName: "name"))
        var package: String?

        @Option(help: ArgumentHelp("The lease.", valueName: "name"))
        var lease: String?

        @Option(help: ArgumentHelp("Why; every later reader sees it.", valueName: "text"))
        var reason: String?

        @Option(help: ArgumentHelp("The package's name once more, where the workflow asks for it.", valueName: "name"))
        var confirm: String?

        @Option(help: ArgumentHelp("The capacity or cycle cap asked for.", valueName: "number"))
        var cap: Int64?

        @Option(help: ArgumentHelp("The confirmed items of the retention checklist.", valueName: "a,b,c"))
        var checklist: String?

        @Option(help: ArgumentHelp("How long a break-glass session stays open.", valueName: "minutes"))
        var minutes: Int64?
    }

    struct Sign: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a request.",
            discussion: """
                Needs a role that the request still waits for, and another person than the requester where the \
                workflow says so. With --manifest exactly the reviewed manifest is signed, or nothing. Example:
                  countersign requests sign req_… --manifest $(countersign requests show req_… --format json \\
                      | jq -r .manifest_sha256)
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The request's id.")
        var id: String

        @Option(help: ArgumentHelp("Refuse where another manifest is current.", valueName: "sha256"))
        var manifest: String?
    }

    struct Execute: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Carry out a request that is authorized.",
            discussion: """
                Needs the role Governance Operator. Everything is checked again at that moment: the signers' roles, the \
                package, the manifest, the time. With --manifest exactly that manifest is carried out, or nothing. \
                Example:
                  countersign requests execute req_…
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The request's id.")
        var id: String

        @Option(help: ArgumentHelp("Refuse where another manifest is current.", valueName: "sha256"))
        var manifest: String?
    }

    struct Reject: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reject a request: a veto until it is authorized.",
            discussion: """
                Needs a role that signs the workflow; the requester withdraws instead. Example:
                  countersign requests reject req_… --reason "The tenant was not told"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The request's id.")
        var id: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String
    }

    struct Withdraw: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraw a request of your own.",
            discussion: """
                Only who opened it may. Example:
                  countersign requests withdraw req_… --reason "The drift has been corrected"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The request's id.")
        var id: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String
    }

    struct Amend: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "State an open request of yours anew; earlier signatures no longer count.",
            discussion: """
                Only who opened it may, until it is authorized. What is not given stays as it is; what the request is \
                about cannot be changed: withdraw it and open another. Example:
                  countersign requests amend req_… --cap 800 --reason "Half of the burst is enough"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The request's id.")
        var id: String

        @Option(help: ArgumentHelp("Why; every later reader sees it.", valueName: "text"))
        var reason: String?

        @Option(help: ArgumentHelp("The capacity or cycle cap asked for.", valueName: "number"))
        var cap: Int64?

        @Option(help: ArgumentHelp("The confirmed items of the retention checklist.", valueName: "a,b,c"))
        var checklist: String?

        @Option(help: ArgumentHelp("How long a break-glass session stays open.", valueName: "minutes"))
        var minutes: Int64?
    }

    struct Close: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a break-glass session before it expires.",
            discussion: """
                Its holder may, and any Governance Operator. Example:
                  countersign requests close req_… --reason "DNS is correct again"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The id of the request that opened the session.")
        var id: String

        @Option(help: ArgumentHelp("What was done, or why it ends.", valueName: "text"))
        var reason = ""
    }

    struct Review: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that you looked at what was done.",
            discussion: """
                Needs any role, and another person than the one it is about. Takes an ended break-glass session or an \
                executed lease override by its request, or a lease escalation (esc_…). A review is a note in the \
                trail; it governs nothing. Example:
                  countersign requests review req_… --note "Compared with the change log; nothing else was touched"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The id of the request or escalation.")
        var id: String

        @Option(help: ArgumentHelp("What you found; every later reader sees it.", valueName: "text"))
        var note: String
    }
}
