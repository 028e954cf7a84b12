// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What happens in a session: it begins, sees its catalogue, calls tools, ends.
extension RuntimeEventStream {
    func begin(_ event: inout [String: JSONValue]) {
        event["eventType"] = .string("authenticated_connect")
        event["toolId"] = .string("runtime.authenticated_connect")
        event["authScheme"] = .string("bearer")
        event["statusCode"] = .integer(200)
    }

    func filter(_ event: inout [String: JSONValue], _ random: inout SeededNumbers) {
        event["eventType"] = .string("catalog_filtered")
        event["toolId"] = .string("catalog.effective")
        event["reasonCode"] = .string(random.choose(["curated", "scopes"]))
    }

    func end(_ event: inout [String: JSONValue], _ random: inout SeededNumbers) {
        let type = random.isOne(in: 4) ? "session_expiry" : "session_close"
        event["eventType"] = .string(type)
        event["toolId"] = .string("runtime.session")
        event["reasonCode"] = .string(type)
        // Open CLI does not know any more who it was.
        event["principal"] = nil
        event["lineage"] = nil
    }

    func act(_ event: inout [String: JSONValue], _ random: inout SeededNumbers) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<3: refresh(&event)
        case 3: failAuthentication(&event)
        default: call(random.choose(tools), &event, &random)
        }
    }

    private func refresh(_ event: inout [String: JSONValue]) {
        event["eventType"] = .string("token_refresh")
        event["toolId"] = .string("runtime.token_refresh")
        event["statusCode"] = .integer(200)
    }

    private func failAuthentication(_ event: inout [String: JSONValue]) {
        event["eventType"] = .string("authn_failure")
        event["toolId"] = .string("runtime.authn_failure")
        event["decision"] = .string("denied")
        event["reasonCode"] = .string("token_expired")
        event["statusCode"] = .integer(401)
    }

    private func call(_ tool: Tool, _ event: inout [String: JSONValue], _ random: inout SeededNumbers) {
        event["toolId"] = .string("\(source.rawValue):\(tool.name)")
        event["serviceId"] = .string(source.rawValue)
        event["targetBaseUrl"] = .string("http://127.0.0.1:\(source.port)")
        event["method"] = .string(tool.method)
        event["path"] = .string(tool.path)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<8:
            event["eventType"] = .string("authz_denial")
            event["decision"] = .string("denied")
            event["reasonCode"] = .string(
                random.choose(["authz_denied", "approval_required", "managed_deny", "curated_deny"]))
        case 8..<13:
            event["eventType"] = .string("execution_error")
            event["decision"] = .string("error")
            event["reasonCode"] = .string(random.choose(["upstream_error", "timeout_error"]))
            event["statusCode"] = .integer(random.choose([502, 503, 504]))
            event["latencyMs"] = .integer(Int64.random(in: 900..<10_000, using: &random))
            event["retryCount"] = .integer(Int64.random(in: 1...3, using: &random))
        default:
            event["eventType"] = .string("tool_execution")
            event["reasonCode"] = .string("allowed")
            event["statusCode"] = .integer(tool.method == "POST" ? 201 : 200)
            event["latencyMs"] = .integer(Int64.random(in: 4..<400, using: &random))
        }
    }

    struct Tool: Sendable {
        var name: String
        var method: String
        var path: String

        init(_ name: String, _ method: String, _ path: String) {
            self.name = name
            self.method = method
            self.path = path
        }
    }

    private var tools: [Tool] {
        switch source {
        case .platform:
            [
                Tool("listTenants", "GET", "/v1/tenants"), Tool("readQuota", "GET", "/v1/quotas/POD%20Engine%20Alpha"),
                Tool("updateQuota", "PUT", "/v1/quotas/POD%20Engine%20Alpha"),
                Tool("exportUsage", "POST", "/v1/usage/exports"),
            ]
        case .node:
            [
                Tool("listPlacements", "GET", "/v1/placements"), Tool("readNode", "GET", "/v1/nodes/prod-node-01"),
                Tool("drainNode", "POST", "/v1/nodes/prod-node-03/drain"),
                Tool("restartRunner", "POST", "/v1/runners/restart"),
            ]
        case .engine:
            [
                Tool("listLeases", "GET", "/v1/leases"), Tool("runWorker", "POST", "/v1/workers/worker-alpha/cycles"),
                Tool("runAnalyst", "POST", "/v1/workers/worker-analyst-delta/cycles"),
                Tool("readCycle", "GET", "/v1/cycles/latest"),
            ]
        case .integration:
            [
                Tool("listWebhooks", "GET", "/v1/webhooks"), Tool("deliverWebhook", "POST", "/v1/webhooks/deliveries"),
                Tool("rotateCredential", "POST", "/v1/credentials/rotations"),
                Tool("readCatalogue", "GET", "/v1/catalogue"),
            ]
        }
    }
}
