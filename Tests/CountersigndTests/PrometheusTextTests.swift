// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import countersignd

@Suite("Metrics as text")
struct PrometheusTextTests {
    @Test("The lines of a metric stand together below its help and type; whatever a label holds is escaped")
    func exposition() {
        var text = PrometheusText()
        text.add(
            "a_total", .counter, "What is counted.\nAnd \\ how.",
            [
                .init(labels: [("source", "a \"b\"\\\n"), ("kind", "x")], value: 3),
                .init(labels: [("source", "ö")], value: 0.5),
            ])
        text.add("b", .gauge, "None.", [])
        text.add("c_bytes", .gauge, "Bytes.", 1_234_567_890_123)
        #expect(
            text.description == """
                # HELP a_total What is counted.\\nAnd \\\\ how.
                # TYPE a_total counter
                a_total{source="a \\"b\\"\\\\\\n",kind="x"} 3
                a_total{source="ö"} 0.5
                # HELP c_bytes Bytes.
                # TYPE c_bytes gauge
                c_bytes 1234567890123

                """)
    }
}
