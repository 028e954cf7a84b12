// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B57: completion in the filter field")
struct FilterCompletionTests {
    @Test("Field names complete, behind a minus too")
    func fields() {
        #expect(EventFilter.completion(of: "cat", at: 3) == .init(range: 0..<3, candidates: ["category:"]))
        #expect(EventFilter.completion(of: "actor:x -se", at: 11) == .init(range: 9..<11, candidates: ["severity:"]))
        #expect(EventFilter.completion(of: "", at: 0).candidates.contains("since:"))
    }

    @Test("Values complete after the colon and after each comma")
    func values() {
        #expect(EventFilter.completion(of: "stream:ru", at: 9) == .init(range: 7..<9, candidates: ["runtime"]))
        #expect(
            EventFilter.completion(of: "category:quota,roll", at: 19)
                == .init(range: 15..<19, candidates: ["rollback"]))
        #expect(EventFilter.completion(of: "severity:>=h", at: 12).candidates == [">=high"])
        #expect(EventFilter.completion(of: "since:", at: 6).candidates.contains("7d"))
    }

    @Test("Known values are offered, quoted where needed")
    func known() {
        let known: [EventFilter.Field: [String]] = [.tenant: ["Northwind Studio", "Delta"]]
        #expect(
            EventFilter.completion(of: "tenant:nor", at: 10, known: known).candidates == ["\"Northwind Studio\""])
        #expect(
            EventFilter.completion(of: "tenant:\"Northwind S", at: 19, known: known)
                == .init(range: 7..<19, candidates: ["\"Northwind Studio\""]))
    }

    @Test("Only the text before the cursor counts; free text has no candidates")
    func cursor() {
        #expect(EventFilter.completion(of: "cat severity:high", at: 3).candidates == ["category:"])
        #expect(EventFilter.completion(of: "\"cat", at: 4).candidates.isEmpty)
        #expect(EventFilter.completion(of: "cat", at: 99).range == 0..<3)
    }
}
