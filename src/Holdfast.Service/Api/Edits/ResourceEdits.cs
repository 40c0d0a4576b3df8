using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Api.Edits;

/// <summary>Edits of resources: each a function from a snapshot to what is to be committed.</summary>
/// <remarks>
/// Whatever changes which resources a group has, or what they depend on, writes the group's row again; whatever adds a
/// resource of a type guards against the type's unregistration (<see cref="TypeUse"/>). So of two such edits made
/// from the
/// same snapshot one fails: no cycle of dependencies, no resource in a group or of a type that was deleted meanwhile.
/// </remarks>
internal static class ResourceEdits
{
    public static Edit Create(ClusterSnapshot snapshot, ResourceConfig named, ResourcePatch patch, Asked asked)
    {
        if (snapshot.Resources.ContainsKey(named.Name))
        {
            return new Refusal(ErrorCodes.ResourceExists, $"there is a resource \"{named.Name}\" already");
        }

        if (!snapshot.Groups.TryGetValue(named.Group, out Row<GroupConfig>? group))
        {
            return snapshot.NoGroup(named.Group);
        }

        if (!snapshot.Types.TryGetValue(named.Type, out Row<ResourceTypeConfig>? type))
        {
            return snapshot.NoType(named.Type);
        }

        (ResourceConfig resource, IReadOnlyList<ErrorDto> errors) = Patched(snapshot, named, "{}", patch, type.Value);
        if (errors.Count > 0)
        {
            return Refusal.Invalid(errors);
        }

        var transaction = new Transaction
        {
            Guards =
            [
                new(Keys.Resource(resource.Name), 0), new(Keys.Group(group.Value.Name), group.Revision),
                .. TypeUse.Guards(type),
            ],
            Puts =
            [
                StoredDocuments.Put(Keys.Resource(resource.Name), resource),
                StoredDocuments.Put(Keys.Group(group.Value.Name), group.Value),
            ],
        };
        string what = $"resource \"{resource.Name}\" of type {resource.Type} created in group \"{resource.Group}\"";
        return new Edit.Change(transaction, Told(resource, what, asked));
    }

    public static Edit Update(ClusterSnapshot snapshot, string name, ResourcePatch patch, Asked asked)
    {
        if (!snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? row))
        {
            return snapshot.NoResource(name);
        }

        if (asked.Outdated(row, $"resource \"{name}\"") is { } outdated)
        {
            return outdated;
        }

        return Change(snapshot, row, row.Value, patch, asked);
    }

    /// <summary>As <see cref="Update"/>, but settings and properties that the patch does not name go back to their
    /// default. Whether it is wanted online, unless the patch names it, and its lock stay.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="named">Its name, and the group and type that it must have.</param>
    /// <param name="patch">What is said of it.</param>
    /// <param name="asked">Who asks.</param>
    public static Edit Replace(ClusterSnapshot snapshot, ResourceConfig named, ResourcePatch patch, Asked asked)
    {
        if (!snapshot.Resources.TryGetValue(named.Name, out Row<ResourceConfig>? row))
        {
            return snapshot.NoResource(named.Name);
        }

        ResourceConfig now = row.Value;
        if (now.Type != named.Type || now.Group != named.Group)
        {
            return new Refusal(ErrorCodes.ResourceExists,
                $"there is a resource \"{now.Name}\" of type {now.Type} in group \"{now.Group}\"; delete it first, or "
                + "give this one another name");
        }

        ResourceConfig kept = named with { WantedOnline = now.WantedOnline, Locked = now.Locked };
        return Change(snapshot, row, kept, patch, asked);
    }

    private static Edit Change(
        ClusterSnapshot snapshot, Row<ResourceConfig> row, ResourceConfig from, ResourcePatch patch, Asked asked)
    {
        if (!snapshot.Types.TryGetValue(row.Value.Type, out Row<ResourceTypeConfig>? type))
        {
            return snapshot.NoType(row.Value.Type);
        }

        string name = row.Value.Name;
        (ResourceConfig changed, IReadOnlyList<ErrorDto> errors) =
            Patched(snapshot, from, row.Value.Properties, patch, type.Value);
        if (errors.Count > 0)
        {
            return Refusal.Invalid(errors);
        }

        if (changed == row.Value)
        {
            return new Edit.Nothing();
        }

        var transaction = new Transaction
        {
            Guards = [new(Keys.Resource(name), row.Revision), new(Keys.Type(type.Value.Name), type.Revision)],
            Puts = [StoredDocuments.Put(Keys.Resource(name), changed)],
        };
        string what = $"settings of resource \"{name}\" changed";
        return new Edit.Change(
            changed.DependsOn != row.Value.DependsOn ? WithGroup(transaction, snapshot, changed.Group) : transaction,
            Told(changed, what, asked));
    }

    /// <summary>Wants a resource online, with one of each set of those it depends on; or offline.</summary>
    public static Edit Want(ClusterSnapshot snapshot, string name, bool online, Asked asked)
    {
        if (!snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? row))
        {
            return snapshot.NoResource(name);
        }

        string group = row.Value.Group;
        if (online && snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? wanted) && !wanted.Value.WantedOnline)
        {
            return new Refusal(ErrorCodes.GroupWantedOffline,
                $"group \"{group}\" is wanted offline, and \"{name}\" with it; holdfast group online {group} "
                + "brings them online");
        }

        Row<ResourceConfig>[] changed = online
            ? [.. WithDependencies(snapshot, row, []).Where(each => !each.Value.WantedOnline)]
            : row.Value.WantedOnline ? [row] : [];
        if (changed.Length == 0)
        {
            return new Edit.Nothing();
        }

        var transaction = new Transaction
        {
            Guards = [.. changed.Select(each => new Transaction.Guard(Keys.Resource(each.Value.Name), each.Revision))],
            Puts = [.. changed.Select(each => StoredDocuments.Put(
                Keys.Resource(each.Value.Name), each.Value with { WantedOnline = online }))],
        };
        string state = online ? "online" : "offline";
        return new Edit.Change(transaction,
            [.. changed.Select(each => Told(each.Value, $"resource \"{each.Value.Name}\" is wanted {state}", asked))]);
    }

    /// <summary>Locks a resource for maintenance, or unlocks it.</summary>
    public static Edit Lock(ClusterSnapshot snapshot, string name, bool locked, Asked asked)
    {
        if (!snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? row))
        {
            return snapshot.NoResource(name);
        }

        if (row.Value.Locked == locked)
        {
            return new Edit.Nothing();
        }

        string key = Keys.Resource(name);
        var transaction = new Transaction
        {
            Guards = [new(key, row.Revision)],
            Puts = [StoredDocuments.Put(key, row.Value with { Locked = locked })],
        };
        string what = $"resource \"{name}\" {(locked ? "locked: no action is taken on it" : "unlocked")}";
        return new Edit.Change(transaction, Told(row.Value, what, asked));
    }

    /// <summary>Deletes a resource. Nothing of its DLL is asked for.</summary>
    public static Edit Delete(ClusterSnapshot snapshot, string name, Asked asked)
    {
        if (!snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? row))
        {
            return snapshot.NoResource(name);
        }

        IReadOnlyList<string> dependents = DependencyCheck.DependentsOf(snapshot, name);
        if (dependents.Count > 0)
        {
            return new Refusal(ErrorCodes.ResourceHasDependents,
                $"{string.Join(", ", dependents)} depend on \"{name}\"; "
                + "delete them or change their dependencies first");
        }

        if (snapshot.RunningState(row.Value) is { } running)
        {
            return new Refusal(ErrorCodes.ResourceNotOffline,
                $"resource \"{name}\" is {running}; take it offline first: "
                + $"holdfast resource offline {name} --wait");
        }

        if (asked.Outdated(row, $"resource \"{name}\"") is { } outdated)
        {
            return outdated;
        }

        var transaction = new Transaction
        {
            Guards = [new(Keys.Resource(name), row.Revision)], Deletes = [Keys.Resource(name)],
        };
        return new Edit.Change(
            WithGroup(transaction, snapshot, row.Value.Group), Told(row.Value, $"resource \"{name}\" deleted", asked));
    }

    /// <summary>The resource with what the patch says, and everything that is wrong with it.</summary>
    private static (ResourceConfig Resource, IReadOnlyList<ErrorDto> Errors) Patched(
        ClusterSnapshot snapshot, ResourceConfig from, string stored, ResourcePatch patch, ResourceTypeConfig type)
    {
        var errors = new List<ErrorDto>();
        string merged = PropertyMerge.Merge(from.Properties, patch.Properties);
        ResourceConfig resource = patch.Apply(from) with
        {
            Properties = SecretProperties.Unmasked(type, merged, stored, errors),
        };
        using JsonDocument properties = JsonDocument.Parse(resource.Properties);
        errors.AddRange(SchemaValidator.Check(type.PropertySchema, properties.RootElement, "properties"));
        errors.AddRange(DependencyCheck.Check(snapshot, resource));
        return (resource, errors);
    }

    /// <summary>Also writes the group's row, unchanged, so that edits of its structure come one after the
    /// other.</summary>
    private static Transaction WithGroup(Transaction transaction, ClusterSnapshot snapshot, string group) =>
        !snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? row) ? transaction : transaction with
        {
            Guards = [.. transaction.Guards, new(Keys.Group(group), row.Revision)],
            Puts = [.. transaction.Puts, StoredDocuments.Put(Keys.Group(group), row.Value)],
        };

    private static IEnumerable<Row<ResourceConfig>> WithDependencies(
        ClusterSnapshot snapshot, Row<ResourceConfig> row, HashSet<string> seen)
    {
        if (!seen.Add(row.Value.Name))
        {
            yield break;
        }

        yield return row;
        foreach (ValueList<string> anyOf in row.Value.DependsOn)
        {
            Row<ResourceConfig>[] found =
                [.. anyOf.Where(snapshot.Resources.ContainsKey).Select(each => snapshot.Resources[each])];
            Row<ResourceConfig>? chosen =
                found.FirstOrDefault(each => each.Value.WantedOnline) ?? found.FirstOrDefault();
            foreach (Row<ResourceConfig> each in chosen is null ? [] : WithDependencies(snapshot, chosen, seen))
            {
                yield return each;
            }
        }
    }

    private static EventDraft Told(ResourceConfig resource, string what, Asked asked) =>
        new(EventKinds.ConfigChanged, $"{what}, by {asked.Who}")
        {
            Group = resource.Group, Resource = resource.Name, Type = resource.Type,
        };
}
