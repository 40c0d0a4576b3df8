using System.Text.Json;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Api.Bodies;

namespace Holdfast.Service.Api.Edits;

/// <summary>The settings of a resource that a request names; those it leaves out stay.</summary>
internal sealed class ResourcePatch
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private readonly List<Func<ResourceConfig, ResourceConfig>> _changes = [];

    private ResourcePatch(JsonElement? properties) => Properties = properties;

    /// <summary>Properties to merge in; null ones go back to the type's default.</summary>
    public JsonElement? Properties { get; }

    public IReadOnlyList<IReadOnlyList<string>>? DependsOn { get; private set; }

    public static ResourcePatch Read(BodyReader body, bool creating)
    {
        var patch = new ResourcePatch(body.Object("properties")) { DependsOn = body.TextLists("dependsOn") };
        patch.Set(body.Text("description", 1000), (resource, value) => resource with { Description = value });
        patch.Set(patch.DependsOn, (resource, value) => resource with
        {
            DependsOn = value.Select(each => each.ToValueList()).ToValueList(),
        });
        if (creating)
        {
            patch.Set(body.Flag("wantedOnline"), (resource, value) => resource with { WantedOnline = value!.Value });
        }

        patch.ReadPolicy(body.Section("policy"));
        return patch;
    }

    /// <summary>Everything but the properties, which need the type's schema.</summary>
    public ResourceConfig Apply(ResourceConfig resource) =>
        _changes.Aggregate(resource, (changed, change) => change(changed));

    private void ReadPolicy(BodyReader policy)
    {
        Set(policy.Choice<RestartAction>("restartAction"),
            (resource, value) => resource with { RestartAction = value!.Value });
        Set(policy.Choice<EmbeddedFailureAction>("embeddedFailureAction"),
            (resource, value) => resource with { EmbeddedFailureAction = value!.Value });
        Set(policy.Number("restartThreshold", 0, 1_000_000),
            (resource, value) => resource with { RestartThreshold = value!.Value });
        Set(policy.Flag("separateMonitor"), (resource, value) => resource with { SeparateMonitor = value!.Value });
        Set(policy.Duration("restartPeriod", TimeSpan.Zero),
            (resource, value) => resource with { RestartPeriod = value!.Value });
        Set(policy.Duration("restartDelay", TimeSpan.Zero),
            (resource, value) => resource with { RestartDelay = value!.Value });
        Optional(policy, "retryPeriodOnFailure", "never",
            (resource, value) => resource with { RetryPeriodOnFailure = value });
        Optional(policy, "looksAlivePollInterval", "default",
            (resource, value) => resource with { LooksAlivePollInterval = value });
        Optional(policy, "isAlivePollInterval", "default",
            (resource, value) => resource with { IsAlivePollInterval = value });
        Optional(policy, "pendingTimeout", "default", (resource, value) => resource with { PendingTimeout = value });
        Optional(policy, "deadlockTimeout", "default", (resource, value) => resource with { DeadlockTimeout = value });
    }

    /// <summary>A duration, or the word for none.</summary>
    private void Optional(
        BodyReader policy, string name, string word, Func<ResourceConfig, TimeSpan?, ResourceConfig> change)
    {
        TimeSpan? value = policy.Duration(name, Shortest, word);
        if (policy.Has(name))
        {
            _changes.Add(resource => change(resource, value));
        }
    }

    private void Set<T>(T? value, Func<ResourceConfig, T, ResourceConfig> change)
    {
        if (value is not null)
        {
            _changes.Add(resource => change(resource, value));
        }
    }
}
