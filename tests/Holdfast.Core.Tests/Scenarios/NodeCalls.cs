using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// What a node does for its groups: monitors, guards and calls, answered by scripted resources after a little time.
/// </summary>
internal sealed class NodeCalls(World world, SimNode node, int firstPid)
{
    private readonly List<CallInFlight> _inFlight = [];
    private readonly SortedDictionary<string, int> _guards = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _missing = new(StringComparer.Ordinal);
    private int _guardsStarted;

    public Monitors Monitors { get; } = new(firstPid + 100);

    /// <summary>What the node publishes that ends its resources when it goes silent.</summary>
    public ValueList<string> Protections { get; set; } = ["guard-timer"];

    /// <summary>Why a type's DLL cannot be had here; null takes it back.</summary>
    public void Miss(string type, string? why)
    {
        _missing.Remove(type);
        if (why is not null)
        {
            _missing[type] = why;
        }

        PublishTypes();
    }

    public void PublishTypes()
    {
        if (node.IsRenewing)
        {
            world.Database.Put(Keys.NodeStatus(node.Name), new NodeStatus
            {
                Node = node.Name, Epoch = node.Epoch, UnavailableTypes = ValueMap<string>.From(_missing),
            });
        }
    }

    public void Clear()
    {
        _inFlight.ForEach(call => call.IsVoid = true);
        _inFlight.Clear();
        _guards.Clear();
        Monitors.Clear();
    }

    public void Begin(OwnedInstance host, GroupAction action)
    {
        switch (action)
        {
            case GroupAction.StartGuard:
                Later(host, world.Script.Next(host.Group, node.Name, "start"), answer => GuardStarted(host, answer));
                break;
            case GroupAction.EndGuard:
                Later(host, world.Script.Next(host.Group, node.Name, "end"), answer => GuardEnded(host, answer));
                break;
            case GroupAction.Release release:
                Monitors.Find(release.MonitorId)?.Hosted.Remove(release.Resource);
                break;
            case GroupAction.KillMonitor kill when Monitors.Find(kill.MonitorId) is { } monitor:
                Lose(monitor, new(MonitorDeathCause.Hung,
                    $"{monitor.Spoken} hung and was killed: {kill.Reason}", [kill.Resource]), "MonitorHung");
                break;
            case GroupAction.Call call:
                Begin(host, call);
                break;
        }
    }

    /// <summary>A monitor dies by itself or is killed from outside.</summary>
    /// <param name="monitor">Which.</param>
    /// <param name="crashed">By itself.</param>
    /// <param name="during">The resource in whose health poll it died; null for none.</param>
    public void MonitorDies(SimMonitor monitor, bool crashed, string? during = null)
    {
        List<CallInFlight> open = [.. _inFlight.Where(call => call.MonitorId == monitor.Id)];
        List<string> calls = [.. open.Select(call => $"{call.Call.Kind} of {call.Call.Resource}")];
        List<string> blamed = [.. open.Select(call => call.Call.Resource)];
        if (during is not null)
        {
            calls.Add($"IsAlive of {during}");
            blamed.Add(during);
        }

        string when = calls.Count == 0 ? "with no call in progress" : $"during {string.Join(", ", calls)}";
        Lose(
            monitor,
            new(
                crashed ? MonitorDeathCause.Crashed : MonitorDeathCause.Killed,
                $"{monitor.Spoken} died ({(crashed ? "SIGSEGV" : "SIGKILL")}) {when}",
                blamed.Distinct(StringComparer.Ordinal).ToValueList()),
            "MonitorDied");
    }

    public void GuardDies(OwnedInstance host)
    {
        if (!_guards.Remove(host.Group, out int pid))
        {
            throw new ScenarioException($"{host.Group} has no guard on {node.Name}");
        }

        foreach (ResourceRuntime r in host.Runtime.Resources.Values.Where(r => LivesInProcesses(host, r)))
        {
            world.Running.Stop(r.Name, node.Name);
        }

        foreach (CallInFlight call in _inFlight.Where(c => c.Host == host && c.Call.Kind == CallKind.StopProcesses))
        {
            call.IsVoid = true;
        }

        string text = $"guard {pid} of group {host.Group} died (SIGKILL)";
        world.Tell(node.Name, "GuardDied", $"The {text}, and every process that it had started with it.");
        host.Post(new GroupEvent.GuardLost(text, null));
    }

    private static bool LivesInProcesses(OwnedInstance host, ResourceRuntime r) =>
        !host.Plan.Types.TryGetValue(r.Config.Type, out ResourceTypeConfig? type)
        || type.FenceScope == FenceScope.Process;

    private void Lose(SimMonitor monitor, MonitorDeath death, string kind)
    {
        Monitors.Remove(monitor);
        foreach (CallInFlight call in _inFlight.Where(call => call.MonitorId == monitor.Id).ToList())
        {
            call.IsVoid = true;
            _inFlight.Remove(call);
        }

        world.Tell(node.Name, kind, char.ToUpperInvariant(death.Text[0]) + death.Text[1..] + ".");
        foreach (OwnedInstance host in node.Hosts.Values.ToList())
        {
            if (host.Runtime.Resources.Keys.Any(monitor.Hosted.Contains))
            {
                host.Post(new GroupEvent.MonitorLost(monitor.Id, death));
            }
        }
    }

    private void GuardStarted(OwnedInstance host, Answer answer)
    {
        if (answer.Ending == Ending.Ok)
        {
            _guards[host.Group] = firstPid + ++_guardsStarted;
            host.Post(new GroupEvent.GuardReady(_guards[host.Group]));
        }
        else
        {
            host.Post(new GroupEvent.GuardFailed(answer.Reason ?? "no guard could be started"));
        }
    }

    private void GuardEnded(OwnedInstance host, Answer answer)
    {
        if (answer.Ending == Ending.Ok)
        {
            _guards.Remove(host.Group);
            foreach (ResourceRuntime r in host.Runtime.Resources.Values.Where(r => LivesInProcesses(host, r)))
            {
                world.Running.Stop(r.Name, node.Name);
            }
        }

        host.Post(new GroupEvent.GuardEnded(
            answer.Ending == Ending.Ok ? null : answer.Reason ?? "a process does not die"));
    }

    private void Later(OwnedInstance host, Answer answer, Action<Answer> happens)
    {
        if (answer.Ending != Ending.Hang)
        {
            world.Agenda.Book(world.Now + (answer.Takes ?? World.Step), () =>
            {
                if (node.Hosts.GetValueOrDefault(host.Group) == host)
                {
                    happens(answer);
                }
            });
        }
    }

    private void Begin(OwnedInstance host, GroupAction.Call call)
    {
        Answer answer = world.Script.Next(call.Resource, node.Name, call.Kind);
        world.Trace(node.Name, $"{call.Kind} {call.Resource}");
        var flight = new CallInFlight(host, call, answer);
        if (call.Kind is CallKind.Open or CallKind.Prepare)
        {
            flight = flight with { Refusal = Refusal(call, answer) };
        }

        if (flight.Refusal is null && call.Kind != CallKind.StopProcesses)
        {
            SimMonitor? monitor = call.Kind is CallKind.Open or CallKind.Prepare
                ? Monitors.Obtain(call.Settings!.Place, DllOf(call, host))
                : Monitors.Find(call.MonitorId);
            flight = monitor is null
                ? flight with { Refusal = new CallResult.Failed($"monitor {call.MonitorId} is gone") }
                : flight with { MonitorId = monitor.Id };
            Sent(flight, monitor);
        }

        _inFlight.Add(flight);
        if (call.Kind == CallKind.Online)
        {
            CheckDependencies(host, call.Resource);
            world.Running.Start(call.Resource, node.Name);
        }

        Book(flight);
    }

    private void Sent(CallInFlight flight, SimMonitor? monitor)
    {
        if (monitor is null || flight.Call.Kind == CallKind.Prepare)
        {
            return;
        }

        monitor.Hosted.Add(flight.Call.Resource);
        flight.Host.Post(new GroupEvent.CallSent(flight.Call.Resource, flight.Call.Id, monitor.Id, monitor.Pid));
    }

    private CallResult? Refusal(GroupAction.Call call, Answer answer) =>
        _missing.TryGetValue(TypeOf(call.Resource), out string? why) ? new CallResult.DllMissing(why)
        : answer.Ending == Ending.NoMonitor ? new CallResult.NoMonitor(answer.Reason ?? "no monitor could be started")
        : null;

    private string TypeOf(string resource) => node.View.Resources.TryGetValue(resource, out Row<ResourceConfig>? row)
        ? row.Value.Type
        : node.Hosts.Values.First(h => h.Runtime.Resources.ContainsKey(resource)).Runtime.Resources[resource]
            .Config.Type;

    private string DllOf(GroupAction.Call call, OwnedInstance host) =>
        call.Type?.DllName ?? host.Plan.Types[TypeOf(call.Resource)].DllName;

    /// <summary>The referee of order: nothing is brought online without what it needs.</summary>
    private void CheckDependencies(OwnedInstance host, string resource)
    {
        foreach (ValueList<string> any in host.Runtime.Resources[resource].Config.DependsOn)
        {
            if (!any.Any(needed => host.Runtime.Resources.TryGetValue(needed, out ResourceRuntime? r)
                && r.State == ResourceState.Online && world.Running.On(needed, node.Name)))
            {
                throw new ScenarioException($"{resource} is brought online without {string.Join(" or ", any)}");
            }
        }
    }

    private void Book(CallInFlight flight)
    {
        Answer answer = flight.Answer;
        TimeSpan takes = answer.Takes ?? World.Step;
        for (TimeSpan at = answer.Reports ?? TimeSpan.MaxValue; at < takes || IsEndless(answer, at);
            at += answer.Reports!.Value)
        {
            world.Agenda.Book(world.Now + at, () => Report(flight));
        }

        if (answer.Ending != Ending.Hang)
        {
            world.Agenda.Book(world.Now + takes, () => End(flight));
        }
    }

    /// <summary>A call that hangs reports for a while, if it was told to.</summary>
    private static bool IsEndless(Answer answer, TimeSpan at) =>
        answer is { Ending: Ending.Hang, Reports: not null, Takes: null } && at < TimeSpan.FromHours(1);

    private void Report(CallInFlight flight)
    {
        if (!flight.IsVoid && flight.MonitorId is { } monitor)
        {
            flight.Host.Post(new GroupEvent.StatusReported(flight.Call.Resource, monitor, "working"));
        }
    }

    private void End(CallInFlight flight)
    {
        if (flight.IsVoid || node.Hosts.GetValueOrDefault(flight.Host.Group) != flight.Host)
        {
            return;
        }

        if (flight.Answer.Ending == Ending.Crash && Monitors.Find(flight.MonitorId) is { } dying)
        {
            MonitorDies(dying, crashed: true);
            return;
        }

        flight.IsVoid = true;
        _inFlight.Remove(flight);
        CallResult result = CallAnswers.Of(flight, world.Running.On(flight.Call.Resource, node.Name));
        bool isOk = result is CallResult.Ok;
        if (isOk && flight.Call.Kind is CallKind.Offline or CallKind.Terminate or CallKind.StopProcesses)
        {
            world.Running.Stop(flight.Call.Resource, node.Name);
        }

        if ((isOk && flight.Call.Kind == CallKind.Close) || (!isOk && flight.Call.Kind == CallKind.Open))
        {
            Monitors.Find(flight.MonitorId)?.Hosted.Remove(flight.Call.Resource);
        }

        flight.Host.Post(new GroupEvent.CallEnded(flight.Call.Resource, flight.Call.Id, result));
    }
}
