// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import Postgres

@Suite struct QueryTests {
    @Test func interpolationsBecomeBinds() {
        let query: Query = "select \(1), \("x'; drop table person; --") where \(nil as Bool?)"
        #expect(query.sql == "select $1, $2 where $3")
        #expect(query.binds.map(\.type) == [.int8, .unspecified, .bool])
        #expect(query.binds[2].value == .null)
    }

    @Test func fragmentsBringTheirValues() {
        let condition: Query = "severity = \("high") and id < \(7)"
        let query: Query = "select * from e where a = \(true) and (\(condition)) limit \(5)"
        #expect(query.sql == "select * from e where a = $1 and (severity = $2 and id < $3) limit $4")
        #expect((query + " offset \(2)").sql.hasSuffix("limit $4 offset $5"))
        #expect(query.valueCount == 4)
    }

    @Test func identifiersAreQuoted() {
        let query: Query = "table \(identifier: #"a"; drop"#) \(unescaped: "limit 1")"
        #expect(query.sql == #"table "a""; drop" limit 1"#)
    }

    @Test func valuesStayOutOfDescriptions() {
        let query: Query = "select \("hunter2")"
        var dumped = ""
        dump(query, to: &dumped)
        #expect(!"\(query)".contains("hunter2"))
        #expect(!String(reflecting: query).contains("hunter2"))
        #expect(!dumped.contains("hunter2"))
    }

    @Test func documentsAndMomentsAreCast() {
        let query: Query = "select \(json: "{}"), \(timestamp: 0)"
        #expect(query.sql == "select $1::jsonb, $2::timestamptz")
        #expect(query.binds[1].value == .text("1970-01-01 00:00:00.000000+00"))
    }
}
