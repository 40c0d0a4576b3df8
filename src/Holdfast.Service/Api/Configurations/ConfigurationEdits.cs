using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Configurations;

/// <summary>Makes a cluster what a document says, in one transaction: all of it or nothing.</summary>
internal static class ConfigurationEdits
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="document">What is wanted.</param>
    /// <param name="prune">Also deletes groups and resources that the document does not name.</param>
    /// <param name="asked">Who asks, and what they have seen.</param>
    /// <param name="whole">The edit to carry out.</param>
    /// <returns>The cluster as it would be.</returns>
    public static ClusterSnapshot Apply(
        ClusterSnapshot snapshot, ConfigurationDocument document, bool prune, Asked asked, out Edit whole)
    {
        var draft = new ConfigurationDraft(snapshot);
        draft.Unread(document.Unread);
        Asked each = asked with { Revision = null };
        CheckTypes(draft, document);
        if (document.Cluster is { } cluster)
        {
            draft.Add("cluster", ClusterEdits.Replace(draft.Snapshot, cluster, each));
        }

        foreach ((string name, NodePatch node) in document.Nodes)
        {
            draft.Add($"nodes.{name}", NodeEdits.Replace(draft.Snapshot, name, node, each));
        }

        AddGroups(draft, document, each);
        if (prune && document.Unread.Count == 0)
        {
            Prune(draft, document, each);
        }

        whole = asked.Revision is { } seen && draft.ChangedAfter(seen) is { Count: > 0 } changed
            ? new Refusal(ErrorCodes.ChangedMeanwhile,
                $"{string.Join(", ", changed)} changed after revision {seen} that you saw; nothing was stored: look at "
                + "the difference again")
            : draft.Whole();
        return draft.Snapshot;
    }

    private static void CheckTypes(ConfigurationDraft draft, ConfigurationDocument document)
    {
        foreach ((string name, TypePart wanted) in document.Types)
        {
            if (!draft.Snapshot.Types.TryGetValue(name, out Row<ResourceTypeConfig>? row))
            {
                draft.Refuse($"types.{name}", draft.Snapshot.NoType(name) with
                {
                    Detail = $"type \"{name}\" is not registered; register its package first: "
                        + "holdfast type register PATH",
                });
                continue;
            }

            Compare("dllName", wanted.DllName, row.Value.DllName);
            Compare("packageHash", wanted.PackageHash, row.Value.PackageHash);
            Compare("version", wanted.Version, row.Value.Version);

            void Compare(string member, string? expected, string registered)
            {
                if (expected is not null && expected != registered)
                {
                    draft.Refuse($"types.{name}.{member}", new Refusal(ErrorCodes.WrongValue,
                        $"\"{registered}\" is registered, not \"{expected}\"; upgrade it first: "
                        + $"holdfast type upgrade {name} PATH"));
                }
            }
        }
    }

    /// <summary>Those that others depend on come first, so that each finds what it names.</summary>
    private static void AddGroups(ConfigurationDraft draft, ConfigurationDocument document, Asked asked)
    {
        foreach (string name in Order(document.Groups, group => group.Settings.DependsOn?.Select(each => each.Group))
            .Where(Names.IsName))
        {
            GroupPart part = document.Groups[name];
            string path = $"groups.{name}";
            Edit edit = draft.Snapshot.Groups.ContainsKey(name)
                ? GroupEdits.Replace(draft.Snapshot, name, part.Settings, asked)
                : GroupEdits.Create(draft.Snapshot, name, part.Settings, asked);
            if (!draft.Add(path, edit) && !draft.Snapshot.Groups.ContainsKey(name))
            {
                draft.Assume(Keys.Group(name), new GroupConfig { Name = name });
            }

            if (part.Online is { } online && draft.Snapshot.Groups[name].Value.WantedOnline != online)
            {
                draft.Add($"{path}.online", GroupEdits.Want(draft.Snapshot, name, online, asked));
            }

            AddResources(draft, name, part, asked);
        }
    }

    private static void AddResources(ConfigurationDraft draft, string group, GroupPart part, Asked asked)
    {
        foreach (string name in Order(part.Resources, each => each.Settings.DependsOn?.SelectMany(anyOf => anyOf))
            .Where(Names.IsName))
        {
            ResourcePart resource = part.Resources[name];
            var named = new ResourceConfig { Name = name, Group = group, Type = resource.Type };
            Edit edit = draft.Snapshot.Resources.ContainsKey(name)
                ? ResourceEdits.Replace(draft.Snapshot, named, resource.Settings, asked)
                : ResourceEdits.Create(draft.Snapshot, named, resource.Settings, asked);
            if (!draft.Add($"groups.{group}.resources.{name}", edit) && !draft.Snapshot.Resources.ContainsKey(name))
            {
                draft.Assume(Keys.Resource(name), named);
            }
        }
    }

    /// <summary>Deletes what is not named, those that nothing depends on first.</summary>
    private static void Prune(ConfigurationDraft draft, ConfigurationDocument document, Asked asked)
    {
        HashSet<string> resources = [.. document.Groups.Values.SelectMany(group => group.Resources.Keys)];
        DeleteAll(
            draft, "resources", draft.Snapshot.Resources.Keys.Where(name => !resources.Contains(name)),
            name => ResourceEdits.Delete(draft.Snapshot, name, asked));
        DeleteAll(
            draft, "groups", draft.Snapshot.Groups.Keys.Where(name => !document.Groups.ContainsKey(name)),
            name => GroupEdits.Delete(draft.Snapshot, name, asked));
    }

    private static void DeleteAll(
        ConfigurationDraft draft, string what, IEnumerable<string> names, Func<string, Edit> delete)
    {
        var left = names.Order(StringComparer.Ordinal).ToList();
        while (left.Find(name => delete(name) is not Edit.Refused) is { } next)
        {
            draft.Add($"{what}.{next}", delete(next));
            left.Remove(next);
        }

        foreach (string name in left)
        {
            draft.Add($"{what}.{name}", delete(name));
        }
    }

    /// <summary>The names, each after those that it needs; a circle is left for the checks to find.</summary>
    private static List<string> Order<T>(
        IReadOnlyDictionary<string, T> parts, Func<T, IEnumerable<string>?> needs)
    {
        var ordered = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in parts.Keys)
        {
            Visit(name);
        }

        return ordered;

        void Visit(string name)
        {
            if (!parts.TryGetValue(name, out T? part) || !seen.Add(name))
            {
                return;
            }

            foreach (string needed in needs(part) ?? [])
            {
                Visit(needed);
            }

            ordered.Add(name);
        }
    }
}
