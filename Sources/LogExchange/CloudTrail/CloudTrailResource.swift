// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What a call was about.
struct CloudTrailResource: Hashable {
    /// As CloudFormation names types, e.g. `AWS::S3::Bucket`; CloudTrail does so too.
    var type: String?
    var id: String

    /// The id without what every ARN of the account begins with.
    var shortID: String { Self.resourcePart(of: id) }

    /// `user/jane` of `arn:aws:iam::123456789012:user/jane`; other text as it is.
    static func resourcePart(of arn: String) -> String {
        guard arn.hasPrefix("arn:") else { return arn }
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && !parts[5].isEmpty ? String(parts[5]) : arn
    }
}

extension CloudTrailRecord {
    /// The resource that CloudTrail names (`resources`), else the one that the request names, else (for what creates
    /// something) the response.
    var resource: CloudTrailResource? {
        if case .array(let resources)? = value["resources"] {
            for resource in resources {
                if let arn = (resource["ARN"] ?? resource["arn"])?.text {
                    return CloudTrailResource(type: resource["type"]?.text, id: arn)
                }
            }
        }
        let rules = CloudTrailResourceRule.rules[service] ?? []
        let creates = ["Create", "Run", "Allocate", "Copy", "Import", "Restore"].contains {
            eventName?.hasPrefix($0) == true
        }
        let parts = creates ? ["responseElements", "requestParameters"] : ["requestParameters", "responseElements"]
        for part in parts {
            guard let part = value[part] else { continue }
            for rule in rules where rule.applies(to: eventName ?? "") {
                if let id = part.value(at: rule.path)?.text { return CloudTrailResource(type: rule.type, id: id) }
            }
        }
        return nil
    }
}

/// Where a service's requests and responses name their resource.
struct CloudTrailResourceRule {
    var path: [String]
    var type: String
    /// Only for calls whose name contains this.
    var call: String?

    init(_ path: String..., type: String, call: String? = nil) {
        self.path = path
        self.type = type
        self.call = call
    }

    func applies(to eventName: String) -> Bool {
        call.map { eventName.contains($0) } ?? true
    }

    /// By service, the most specific first.
    static let rules: [String: [CloudTrailResourceRule]] = [
        "autoscaling": [.init("autoScalingGroupName", type: "AWS::AutoScaling::AutoScalingGroup")],
        "cloudformation": [.init("stackName", type: "AWS::CloudFormation::Stack")],
        "cloudtrail": [
            .init("trailARN", type: "AWS::CloudTrail::Trail"), .init("trailName", type: "AWS::CloudTrail::Trail"),
            .init("name", type: "AWS::CloudTrail::Trail"),
        ],
        "config": [.init("configRuleName", type: "AWS::Config::ConfigRule")],
        "dynamodb": [.init("tableName", type: "AWS::DynamoDB::Table")],
        "ec2": [
            .init("instancesSet", "items", "0", "instanceId", type: "AWS::EC2::Instance"),
            .init("instanceId", type: "AWS::EC2::Instance"),
            .init("snapshotId", type: "AWS::EC2::Snapshot"), .init("imageId", type: "AWS::EC2::Image"),
            .init("volumeId", type: "AWS::EC2::Volume"), .init("groupId", type: "AWS::EC2::SecurityGroup"),
            .init("natGatewayId", type: "AWS::EC2::NatGateway"),
            .init("routeTable", "routeTableId", type: "AWS::EC2::RouteTable"),
            .init("routeTableId", type: "AWS::EC2::RouteTable"),
            .init("internetGateway", "internetGatewayId", type: "AWS::EC2::InternetGateway"),
            .init("internetGatewayId", type: "AWS::EC2::InternetGateway"),
            .init("networkInterface", "networkInterfaceId", type: "AWS::EC2::NetworkInterface"),
            .init("networkInterfaceId", type: "AWS::EC2::NetworkInterface"),
            .init("subnet", "subnetId", type: "AWS::EC2::Subnet"), .init("subnetId", type: "AWS::EC2::Subnet"),
            .init("vpc", "vpcId", type: "AWS::EC2::VPC"), .init("vpcId", type: "AWS::EC2::VPC"),
            .init("allocationId", type: "AWS::EC2::EIP"), .init("keyName", type: "AWS::EC2::KeyPair"),
            .init("DeleteFlowLogsRequest", "FlowLogId", "content", type: "AWS::EC2::FlowLog"),
        ],
        "ecr": [.init("repositoryName", type: "AWS::ECR::Repository")],
        "ecs": [.init("service", type: "AWS::ECS::Service"), .init("cluster", type: "AWS::ECS::Cluster")],
        "eks": [.init("clusterName", type: "AWS::EKS::Cluster"), .init("name", type: "AWS::EKS::Cluster")],
        "elasticloadbalancing": [.init("loadBalancerArn", type: "AWS::ElasticLoadBalancingV2::LoadBalancer")],
        "guardduty": [.init("detectorId", type: "AWS::GuardDuty::Detector")],
        "iam": [
            .init("userName", type: "AWS::IAM::User"), .init("groupName", type: "AWS::IAM::Group"),
            .init("instanceProfileName", type: "AWS::IAM::InstanceProfile"), .init("roleName", type: "AWS::IAM::Role"),
            .init("user", "userName", type: "AWS::IAM::User"), .init("role", "roleName", type: "AWS::IAM::Role"),
            .init("policyArn", type: "AWS::IAM::ManagedPolicy"),
            .init("policy", "arn", type: "AWS::IAM::ManagedPolicy"),
            .init("policyName", type: "AWS::IAM::ManagedPolicy"),
            .init("serialNumber", type: "AWS::IAM::VirtualMFADevice"),
        ],
        "kms": [
            .init("keyId", type: "AWS::KMS::Key"), .init("keyMetadata", "keyId", type: "AWS::KMS::Key"),
            .init("aliasName", type: "AWS::KMS::Alias"),
        ],
        "lambda": [.init("functionName", type: "AWS::Lambda::Function")],
        "logs": [.init("logGroupName", type: "AWS::Logs::LogGroup")],
        "organizations": [
            .init("policyId", type: "AWS::Organizations::Policy"),
            .init("accountId", type: "AWS::Organizations::Account"),
        ],
        "rds": [
            .init("dBInstanceIdentifier", type: "AWS::RDS::DBInstance"),
            .init("dBSnapshotIdentifier", type: "AWS::RDS::DBSnapshot"),
            .init("dBClusterIdentifier", type: "AWS::RDS::DBCluster"),
            .init("dBSubnetGroupName", type: "AWS::RDS::DBSubnetGroup"),
            .init("resourceName", type: "AWS::RDS::DBInstance"),
        ],
        "rolesanywhere": [
            .init("trustAnchor", "trustAnchorArn", type: "AWS::RolesAnywhere::TrustAnchor"),
            .init("trustAnchorId", type: "AWS::RolesAnywhere::TrustAnchor"),
            .init("profileId", type: "AWS::RolesAnywhere::Profile"),
        ],
        "route53": [.init("hostedZoneId", type: "AWS::Route53::HostedZone")],
        "s3": [.init("bucketName", type: "AWS::S3::Bucket")],
        "secretsmanager": [
            .init("secretId", type: "AWS::SecretsManager::Secret"), .init("aRN", type: "AWS::SecretsManager::Secret"),
            .init("name", type: "AWS::SecretsManager::Secret"),
        ],
        "sns": [.init("topicArn", type: "AWS::SNS::Topic")],
        "sqs": [.init("queueUrl", type: "AWS::SQS::Queue"), .init("queueName", type: "AWS::SQS::Queue")],
        "ssm": [
            .init("documentName", type: "AWS::SSM::Document"), .init("instanceId", type: "AWS::EC2::Instance"),
            .init("name", type: "AWS::SSM::Parameter", call: "Parameter"),
            .init("names", "0", type: "AWS::SSM::Parameter", call: "Parameter"),
            .init("name", type: "AWS::SSM::Document", call: "Document"),
        ],
        "sts": [.init("roleArn", type: "AWS::IAM::Role")],
    ]
}
