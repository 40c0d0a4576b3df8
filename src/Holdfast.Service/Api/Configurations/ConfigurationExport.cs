using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Configurations;

/// <summary>A cluster as the document that, applied to it, changes nothing. Settings at their default are left
/// out.</summary>
internal static class ConfigurationExport
{
    public static JsonObject Of(ClusterSnapshot snapshot) => new()
    {
        ["cluster"] = Cluster(snapshot.Cluster?.Value ?? new ClusterConfig()),
        ["nodes"] = Named(snapshot.Nodes.Values.Select(row => row.Value), node => node.Name, Node),
        ["types"] = Named(
            snapshot.Types.Values.Select(row => row.Value).Where(type => !type.BuiltIn), type => type.Name, Type),
        ["groups"] = Named(
            snapshot.Groups.Values.Select(row => row.Value), group => group.Name, group => Group(snapshot, group)),
    };

    private static JsonObject Cluster(ClusterConfig cluster)
    {
        var standard = new ClusterConfig();
        return new Settings()
            .Text("name", cluster.Name, standard.Name)
            .Number("eventsKept", cluster.EventsKept, standard.EventsKept)
            .Text("placementPolicy", $"{cluster.PlacementPolicy}", $"{standard.PlacementPolicy}")
            .Flag("enforcedAntiAffinity", cluster.EnforcedAntiAffinity, standard.EnforcedAntiAffinity)
            .Duration("groupWaitDelay", cluster.GroupWaitDelay, standard.GroupWaitDelay)
            .Flag("ignorePersistentStateOnStartup", cluster.IgnorePersistentStateOnStartup,
                standard.IgnorePersistentStateOnStartup)
            .Duration("groupDependencyTimeout", cluster.GroupDependencyTimeout, standard.GroupDependencyTimeout)
            .Number("quarantineThreshold", cluster.QuarantineThreshold, standard.QuarantineThreshold)
            .Duration("quarantinePeriod", cluster.QuarantinePeriod, standard.QuarantinePeriod)
            .Duration("quarantineDuration", cluster.QuarantineDuration, standard.QuarantineDuration)
            .Object;
    }

    private static JsonObject Node(NodeConfig node) => new Settings()
        .Text("description", node.Description, "")
        .Map("attributes", node.Attributes, value => JsonValue.Create(value))
        .Map("offers", node.Offers, value => JsonValue.Create(value))
        .Object;

    private static JsonObject Type(ResourceTypeConfig type) => new()
    {
        ["dllName"] = type.DllName, ["version"] = type.Version, ["packageHash"] = type.PackageHash,
    };

    private static JsonObject Group(ClusterSnapshot snapshot, GroupConfig group)
    {
        var standard = new GroupConfig { Name = group.Name };
        JsonObject settings = new Settings()
            .Text("description", group.Description, standard.Description)
            .List("preferredOwners", group.PreferredOwners)
            .List("possibleOwners", group.PossibleOwners)
            .Number("failoverThreshold", group.FailoverThreshold, standard.FailoverThreshold)
            .Duration("failoverPeriod", group.FailoverPeriod, standard.FailoverPeriod)
            .Flag("autoFailback", group.AutoFailback, standard.AutoFailback)
            .Text("failbackWindow", Window(group), Window(standard))
            .Number("priority", group.Priority, standard.Priority)
            .List("antiAffinity", group.AntiAffinity)
            .List("affinity", group.Affinity)
            .Node("dependsOn", group.DependsOn.Count == 0 ? null : new JsonArray(
                [.. group.DependsOn.Select(each => Dependency(each))]))
            .Duration("groupStartDelay", group.GroupStartDelay, standard.GroupStartDelay)
            .Map("needs", group.Needs, value => JsonValue.Create(value))
            .List("requires", group.Requires)
            .List("prefers", group.Prefers)
            .Text("onStopFailure", $"{group.OnStopFailure}", $"{standard.OnStopFailure}")
            .Text("onDatabaseLoss", $"{group.OnDatabaseLoss}", $"{standard.OnDatabaseLoss}")
            .Text("instanceCount", Instances(group), Instances(standard))
            .Number("instancesPerNode", group.InstancesPerNode, standard.InstancesPerNode)
            .Number("promoted", group.Promoted, standard.Promoted)
            .Object;
        settings["online"] = group.WantedOnline;
        settings["resources"] = Named(
            snapshot.ResourcesOf(group.Name).Select(row => row.Value), resource => resource.Name,
            resource => Resource(resource, snapshot.Types.GetValueOrDefault(resource.Type)?.Value));
        return settings;
    }

    private static JsonObject Dependency(GroupDependency dependency) => new Settings()
        .Text("group", dependency.Group, "")
        .Text("scope", $"{dependency.Scope}", $"{DependencyScope.Anywhere}")
        .Object;

    private static JsonObject Resource(ResourceConfig resource, ResourceTypeConfig? type)
    {
        JsonObject properties = JsonObject.Create(SecretProperties.Masked(resource.Properties, type))!;
        JsonObject policy = Policy(resource, new ResourceConfig { Name = "", Group = "", Type = "" });
        return new Settings()
            .Text("type", resource.Type, "")
            .Text("description", resource.Description, "")
            .Node("properties", properties.Count == 0 ? null : properties)
            .Node("dependsOn", resource.DependsOn.Count == 0 ? null : new JsonArray(
                [.. resource.DependsOn.Select(anyOf => new JsonArray([.. anyOf.Select(name => (JsonNode)name)]))]))
            .Flag("wantedOnline", resource.WantedOnline, true)
            .Node("policy", policy.Count == 0 ? null : policy)
            .Object;
    }

    private static JsonObject Policy(ResourceConfig resource, ResourceConfig standard) => new Settings()
        .Text("restartAction", $"{resource.RestartAction}", $"{standard.RestartAction}")
        .Text("embeddedFailureAction", $"{resource.EmbeddedFailureAction}", $"{standard.EmbeddedFailureAction}")
        .Number("restartThreshold", resource.RestartThreshold, standard.RestartThreshold)
        .Duration("restartPeriod", resource.RestartPeriod, standard.RestartPeriod)
        .Duration("restartDelay", resource.RestartDelay, standard.RestartDelay)
        .Duration("retryPeriodOnFailure", resource.RetryPeriodOnFailure, standard.RetryPeriodOnFailure, "never")
        .Flag("separateMonitor", resource.SeparateMonitor, standard.SeparateMonitor)
        .Duration("looksAlivePollInterval", resource.LooksAlivePollInterval, null)
        .Duration("isAlivePollInterval", resource.IsAlivePollInterval, null)
        .Duration("pendingTimeout", resource.PendingTimeout, null)
        .Duration("deadlockTimeout", resource.DeadlockTimeout, null)
        .Object;

    private static string Window(GroupConfig group) => group is { FailbackWindowStart: { } start, FailbackWindowEnd:
        { } end }
        ? string.Create(CultureInfo.InvariantCulture, $"{start}-{end}")
        : "any";

    private static string Instances(GroupConfig group) => group.Instances switch
    {
        null => "none",
        0 => "every-node",
        { } count => count.ToString(CultureInfo.InvariantCulture),
    };

    private static JsonObject Named<T>(IEnumerable<T> all, Func<T, string> name, Func<T, JsonObject> write) =>
        new(all.OrderBy(name, StringComparer.Ordinal)
            .Select(each => KeyValuePair.Create(name(each), (JsonNode?)write(each))));

    /// <summary>Writes settings that differ from their default.</summary>
    private sealed class Settings
    {
        public JsonObject Object { get; } = [];

        public Settings Node(string name, JsonNode? value)
        {
            if (value is not null)
            {
                Object[name] = value;
            }

            return this;
        }

        public Settings Text(string name, string value, string standard) =>
            Node(name, value == standard ? null : JsonValue.Create(value));

        public Settings Number(string name, int? value, int? standard) =>
            Node(name, value == standard || value is null ? null : JsonValue.Create(value.Value));

        public Settings Flag(string name, bool value, bool standard) =>
            Node(name, value == standard ? null : JsonValue.Create(value));

        public Settings Duration(string name, TimeSpan? value, TimeSpan? standard, string none = "default") =>
            Node(name, value == standard ? null : JsonValue.Create(value is { } is_ ? Durations.Format(is_) : none));

        public Settings List(string name, ValueList<string> values) =>
            Node(name, values.Count == 0 ? null : new JsonArray([.. values.Select(value => (JsonNode)value)]));

        public Settings Map<T>(string name, ValueMap<T> values, Func<T, JsonNode?> write) =>
            Node(name, values.Count == 0 ? null : new JsonObject(
                values.Select(each => KeyValuePair.Create(each.Key, write(each.Value)))));
    }
}
