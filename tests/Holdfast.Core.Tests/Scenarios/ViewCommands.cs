using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Commands that ask.</summary>
internal sealed class ViewCommands(World world)
{
    private ClusterSnapshot Snapshot => world.Database.Snapshot;

    public void Register(IDictionary<string, Action<CommandLine>> commands)
    {
        commands["show"] = Show;
        commands["status"] = c => Status(c[0]);
        commands["reasons"] = c => Reasons(c[0]);
        commands["check"] = c => Check(c[0]);
        commands["trace"] = c => world.Traces = (bool)Properties.Parse(typeof(bool), c[0])!;
    }

    /// <summary>The nodes on one line, then each group with its resources, and what hinders it.</summary>
    private void Show(CommandLine c)
    {
        if (c.Words.Count == 0)
        {
            Answer("nodes: " + string.Join(", ", world.Nodes.Values.Select(Describe)));
        }

        IEnumerable<string> wanted = Snapshot.Groups.Values
            .SelectMany(group => GroupInstance.Of(group.Value, Snapshot))
            .Select(instance => instance.Name);
        foreach (string group in wanted.Union(Snapshot.GroupStates.Keys, StringComparer.Ordinal)
            .Where(g => c.Words.Count == 0 || c.Words.Contains(g) || c.Words.Contains(GroupInstance.GroupOf(g)))
            .Order(StringComparer.Ordinal))
        {
            ShowGroup(group);
        }
    }

    private void ShowGroup(string group)
    {
        if (!Snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? state) || state.Value.Owner is not { } owner)
        {
            Answer($"{group}: no owner{(state is null ? "" : $"; {state.Value.Reason}")}");
            if (state?.Value.Hindrance is { Length: > 0 } why)
            {
                Answer($"  hindered: {why}");
            }

            return;
        }

        GroupStatus? status = Snapshot.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? row)
            && row.Value.Generation == state.Value.Generation ? row.Value : null;
        string resources = status is null ? "" : string.Join(", ", status.Resources.Select(r => $"{r.Name} {r.State}"));
        int generation = world.Transcript.Order(group, state.Value.Generation);
        string down = Snapshot.Members.TryGetValue(owner, out Row<MemberState>? m) && m.Value.Alive ? "" : " (down)";
        string role = state.Value.RoleToken == 0 ? "" : $", {status?.Role} (wanted {state.Value.Role})";
        Answer($"{group}: {owner}{down}, generation {generation}, {status?.Phase.ToString() ?? "not announced"}{role}"
            + (resources.Length == 0 ? "" : $": {resources}"));
        if (state.Value.Hindrance.Length > 0)
        {
            Answer($"  hindered: {state.Value.Hindrance}");
        }
    }

    private string Describe(SimNode node)
    {
        NodeConfig config = Snapshot.Nodes[node.Name].Value;
        MemberState? member = Snapshot.Members.TryGetValue(node.Name, out Row<MemberState>? row) ? row.Value : null;
        bool coordinates = Snapshot.Coordinator?.Value is { } c && c.Holder == node.Name
            && c.HolderEpoch == member?.Epoch && member.Alive;
        string state = member is not { Alive: true } ? "down"
            : config.Drain ? "drained"
            : config.Paused ? "paused"
            : config.Locked ? "locked"
            : "up";
        return $"{node.Name} {state}{(coordinates ? " (coordinates)" : "")}";
    }

    private void Status(string resource)
    {
        foreach (ResourceStatus r in Snapshot.GroupStatuses.Values.SelectMany(row => row.Value.Resources)
            .Where(r => r.Name == resource))
        {
            Answer($"{r.Name}: {r.State}, monitor {r.Monitor}{(r.MonitorId is { } id ? $" {id}" : "")}");
            Answer($"  reason: {r.Reason}");
            Answer("  health", r.Health);
            Answer("  status", r.StatusText);
            Answer("  restarts", r.Restarts == 0 ? "" : $"{r.Restarts}");
            Answer("  retried", In(r.RetryAt));
            Answer("  isolated", In(r.IsolatedUntil));
            Answer("  from next online", string.Join(", ", r.FromNextOnline));
        }
    }

    /// <summary>Why things are as they are: what the coordinator wrote, and what the owner last decided.</summary>
    private void Reasons(string group)
    {
        if (Snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row))
        {
            Answer($"{group}: {row.Value.Reason}");
            Answer("  hindered", row.Value.Hindrance);
            Answer("  move refused", row.Value.LastMoveRefusal);
        }

        foreach (OwnedInstance host in world.Nodes.Values.SelectMany(n => n.Hosts.Values).Where(h => h.Group == group))
        {
            Answer("  wants failover", host.Runtime.FailoverWanted ?? "");
            foreach (DecisionReason reason in host.Reasons)
            {
                Answer($"  {reason.Resource ?? "guard"}: {reason.Text}");
            }
        }
    }

    /// <summary>What the validation of dependencies says before they are stored.</summary>
    private void Check(string group)
    {
        foreach (DependencyFault fault in DependencyValidation.Check(
            group, Snapshot.Resources.Values.Select(row => row.Value)))
        {
            Answer($"{fault.Code} {fault.Path}: {fault.Message}");
        }
    }

    private string In(DateTimeOffset? wall) =>
        wall is { } at ? $"in {Durations.Offset(at - World.Wall(world.Now))[1..]}" : "";

    private void Answer(string line) => world.Transcript.Answer(line);

    private void Answer(string name, string value)
    {
        if (value.Length > 0)
        {
            Answer($"{name}: {value}");
        }
    }
}
