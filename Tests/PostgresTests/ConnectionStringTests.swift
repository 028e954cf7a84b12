// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres
import Testing

@Suite struct ConnectionStringTests {
    @Test func secretsAreLeftOut() throws {
        let redacted = try ConnectionString.redacted(
            "host=db1,db2 port=5432,5433 dbname=audit user=ann password=hunter2 sslpassword=s3cret passfile=/x "
                + "sslmode=verify-full")
        #expect(redacted == "postgresql:///audit?host=db1,db2&port=5432,5433&user=ann&sslmode=verify-full")
        #expect(
            try ConnectionString.redacted("postgresql://ann:hunter2@db/audit") == "postgresql:///audit?host=db&user=ann"
        )
    }

    @Test func redactedStringsReadAgain() throws {
        let string = "host='/tmp/a b' dbname='x/y&z' user='ü=1'"
        let uri = try ConnectionString.redacted(string)
        #expect(try ConnectionString.parameters(of: uri) == ConnectionString.parameters(of: string))
    }

    @Test(arguments: [
        "postgresql://ann:hun/ter2@db/audit", "password=hunter2 hunter2", "postgresql://ann:hun ter2@[db/audit",
        "postgresql://ann:hun@ter2@db/audit", "postgres://ann:12/ter2@db/audit",
    ])
    func unreadableStringsAreNotRepeated(_ string: String) throws {
        let error = #expect(throws: PostgresError.self) { try ConnectionString.redacted(string) }
        #expect(error?.code == .invalidParameter)
        #expect(error.map { "\($0)".contains("ter2") } == false)
        #expect(!"\(Connection.Configuration(string))".contains("ter2"))
    }
}
