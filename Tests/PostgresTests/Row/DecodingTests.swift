// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres
import Testing

@Suite struct DecodingTests {
    private enum Level: String, ColumnDecodable {
        case low
        case high
    }

    @Test func readsWhatPostgreSQLHas() async throws {
        let connection = try await connected()
        let row = try #require(
            try await connection.query(
                """
                select 9223372036854775807::int8 as big, -7::int2 as small, 1.5::float8 as real, true as yes,
                  'é'::text as text, null::text as none, '\\x00ff10'::bytea as bytes, 42::numeric as number,
                  timestamptz '2026-11-22 16:04:19.123456+00' as moment, 'infinity'::timestamptz as never,
                  array['a', 'b,c', 'd"e\\f', '', 'NULL']::text[] as list, array['a', null]::text[] as gaps,
                  'high' as level, '10.0.0.1'::inet as address
                """
            ).first)
        #expect(try row.decode("big", as: Int.self) == .max)
        #expect(try row.decode("small", as: Int16.self) == -7)
        #expect(try row.decode("real", as: Double.self) == 1.5)
        #expect(try row.decode("yes", as: Bool.self))
        #expect(try row.decode("text", as: String?.self) == "é")
        #expect(try row.decode("none", as: String?.self) == nil)
        #expect(try row.decode("bytes", as: [UInt8].self) == [0, 255, 16])
        #expect(try row.decode("number", as: Int64.self) == 42)
        #expect(try row.decode("moment", as: Int64.self) == 1_795_363_459_123_456)
        #expect(try row.decode("never", as: Int64.self) == .max)
        #expect(try row.decode("list", as: [String].self) == ["a", "b,c", #"d"e\f"#, "", "NULL"])
        #expect(try row.decode("gaps", as: [String?].self) == ["a", nil])
        #expect(try row.decode("level", as: Level.self) == .high)
        #expect(row[13].text == "10.0.0.1")
        #expect(row[5].isNull)
        await connection.close()
    }

    @Test func errorsNameTheColumnAndNeverTheValue() async throws {
        let connection = try await connected()
        let row = try #require(
            try await connection.query("select 'hunter2' as secret, null::int as gap, 1 as twice, 2 as twice").first)
        let wrong = #expect(throws: PostgresError.self) { try row.decode("secret", as: Int.self) }
        #expect(wrong?.code == .decoding)
        #expect(
            wrong.map { "\($0)" } == "column \"secret\": expected a whole number of 64 bits, found a value of type "
                + "text that cannot be read as one")
        let gap = #expect(throws: PostgresError.self) { try row.decode("gap", as: Int.self) }
        #expect(gap?.message.contains("found NULL") == true)
        #expect(throws: PostgresError.self) { try row.decode("absent", as: Int.self) }
        #expect(throws: PostgresError.self) { try row.decode("twice", as: Int.self) }
        #expect(throws: PostgresError.self) { try row.decode(9, as: Int.self) }
        #expect(try row.decode(3, as: Int.self) == 2)
        #expect(!"\(row) \(row[0])".contains("hunter2"))
        await connection.close()
    }

    @Test func anotherDateStyleIsNoMatter() async throws {
        let string = try await sharedConnectionString() + "&options=-c%20datestyle%3DSQL,DMY"
        let connection = try await Connection.connect(.init(string))
        let rows = try await connection.query("select \(timestamp: 1_795_363_459_123_456) as moment")
        #expect(try rows[0].decode("moment", as: Int64.self) == 1_795_363_459_123_456)
        await connection.close()
    }
}
