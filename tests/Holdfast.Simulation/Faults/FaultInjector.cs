using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>Makes the faults of a script happen, and in the end undoes them all.</summary>
internal sealed class FaultInjector
{
    private readonly Universe _universe;
    private readonly GroupShapes _shapes;
    private readonly Chance _chance;
    private readonly ResourceEdits _resources;
    private readonly TypeEdits _types;
    private readonly MachineFaults _machines;
    private int _moves;
    private bool _healed;

    public FaultInjector(Universe universe, GroupShapes shapes)
    {
        _universe = universe;
        _shapes = shapes;
        _chance = universe.Chance("faults");
        _resources = new(universe);
        _types = new(universe);
        _machines = new(universe, Later);
    }

    public void Plan(IEnumerable<Fault> faults)
    {
        foreach (Fault fault in faults)
        {
            _universe.Schedule.At(fault.At, () =>
            {
                _universe.Trace.Say("fault", fault.ToString());
                Inject(fault);
            });
        }
    }

    /// <summary>Everything works from now on, and everybody is up.</summary>
    public void Heal()
    {
        _healed = true;
        _universe.HealedAt = _universe.Schedule.Now;
        _universe.Trace.Say("fault", "all healed");
        _universe.Network.Heal();
        _universe.Links.Heal();
        _universe.Dlls = DllBehaviour.Good;
        _universe.ChangeProfile(longer: false);
        foreach (SimNode node in _universe.Nodes)
        {
            _machines.Wake(node.Machine);
            MachineFaults.Thaw(node);
            foreach (SimGuard guard in node.Guards.Where(guard => guard.StopFails).ToArray())
            {
                guard.Kill("healed");
            }

            _types.GiveAll(node);
            KeepUp(node, 10);
            NodeConfig config = _universe.Database.Find<NodeConfig>(Keys.Node(node.Name))!;
            _universe.Put(Keys.Node(node.Name), config with { Paused = false, Drain = false });
        }
    }

    /// <summary>A service that was asked to end before everything was healed may end after.</summary>
    private void KeepUp(SimNode node, int seconds)
    {
        node.StartService();
        if (seconds > 0)
        {
            _universe.Schedule.After((long)1e9, () => KeepUp(node, seconds - 1));
        }
    }

    private void Inject(Fault fault)
    {
        SimNode node = _universe.Nodes[fault.Target % _universe.Nodes.Count];
        switch (fault.Kind)
        {
            case FaultKind.ServiceKill:
                node.EndService("killed");
                Later(fault.Lasts / 3, node.StartService);
                break;
            case FaultKind.KillInFlight:
                KillInFlight(node);
                break;
            case FaultKind.ServiceFreeze:
                _machines.Freeze(node, fault.Lasts, guards: false);
                break;
            case FaultKind.NodeFreeze:
                _machines.Freeze(node, fault.Lasts, guards: true);
                break;
            case FaultKind.GuardsFreeze:
                _machines.FreezeGuards(node, fault.Lasts);
                break;
            case FaultKind.NodeKill:
                node.KillAll("node killed");
                Later(fault.Lasts, node.StartService);
                break;
            case FaultKind.MachineReboot:
                _machines.Reboot(node.Machine, fault.Lasts);
                break;
            case FaultKind.ProfileChange:
                _universe.ChangeProfile(fault.Detail % 2 == 0);
                break;
            case FaultKind.WallClockJump:
                _universe.WallClockError = TimeSpan.FromHours(fault.Detail - 500);
                break;
            default:
                InjectIntoProcesses(fault, node);
                break;
        }
    }

    private void InjectIntoProcesses(Fault fault, SimNode node)
    {
        switch (fault.Kind)
        {
            case FaultKind.GuardKill:
                if (node.Guards.Count > 0)
                {
                    node.Guards[fault.Detail % node.Guards.Count].Kill("killed");
                }

                break;
            case FaultKind.MonitorKill:
                Pick(node.Monitors, fault.Detail)?.Kill();
                break;
            case FaultKind.MonitorFreeze:
                if (Pick(node.Monitors, fault.Detail) is { } monitor)
                {
                    monitor.Frozen = true;
                    Later(fault.Lasts, () => monitor.Frozen = false);
                }

                break;
            case FaultKind.ProcessKill:
                if (Pick([.. node.Guards.SelectMany(guard => guard.Processes)], fault.Detail) is { } process)
                {
                    process.Guard.Crash(process);
                }

                break;
            default:
                InjectIntoNetwork(fault, node);
                break;
        }
    }

    private void InjectIntoNetwork(Fault fault, SimNode node)
    {
        Network network = _universe.Network;
        switch (fault.Kind)
        {
            case FaultKind.DatabaseDown:
                (network.Down, network.Held) = (true, fault.Detail % 4 / 4.0);
                Later(fault.Lasts / 2, () => network.Down = false);
                break;
            case FaultKind.RequestsCut:
                network.Held = fault.Detail % 4 / 4.0;
                network.CutRequests(node.Name, true);
                Later(fault.Lasts, () => network.CutRequests(node.Name, false));
                break;
            case FaultKind.AnswersCut:
                network.CutAnswers(node.Name, true);
                Later(fault.Lasts, () => network.CutAnswers(node.Name, false));
                break;
            case FaultKind.WatchCut:
                network.CutWatch(node.Name, true);
                Later(fault.Lasts, () => network.CutWatch(node.Name, false));
                break;
            case FaultKind.Slow:
                network.Slowness = fault.Detail % 3 == 0 ? 3 : fault.Detail * 1.2;
                network.AnswerSlowness = fault.Detail % 3 == 1 ? 3 : fault.Detail * 1.2;
                network.WatchSlowness = fault.Detail % 2 == 0 ? 8 : fault.Detail * 0.9;
                Later(fault.Lasts, () => (network.Slowness, network.AnswerSlowness, network.WatchSlowness) = (3, 3, 8));
                break;
            case FaultKind.Loss:
                (network.Loss, network.Held) = (fault.Detail % 10 / 25.0, fault.Detail / 10 % 4 / 4.0);
                (network.Twice, network.LongestHold) = (fault.Detail % 3 * 0.1, fault.Detail % 2 == 0 ? 1_500 : 20_000);
                Later(fault.Lasts, () => (network.Loss, network.Twice) = (0, 0));
                break;
            default:
                InjectFromPeople(fault, node);
                break;
        }
    }

    private void InjectFromPeople(Fault fault, SimNode node)
    {
        switch (fault.Kind)
        {
            case FaultKind.Detach:
                Detach(node, fault.Detail);
                Later(fault.Lasts, node.StartService);
                break;
            case FaultKind.DetachThenKill:
                Detach(node, fault.Detail);
                Later(fault.Lasts / 2, () => ReturnAndDie(node, fault));
                break;
            case FaultKind.ReturnLate:
                Detach(node, fault.Detail);
                Later((long)(HoldOf(fault.Detail).TotalSeconds * 1e9) - _chance.Milliseconds(50, 1500), () =>
                    ReturnLate(node, fault));
                break;
            case FaultKind.Leave:
                node.Service?.Post(0, service => service.Step(new MemberEvent.LeaveAsked(service.Now)));
                Later(fault.Lasts, node.StartService);
                break;
            case FaultKind.Move:
                Move(fault, node);
                break;
            case FaultKind.Pause:
                Pause(node, fault);
                break;
            case FaultKind.Edit:
                new GroupEdits(_universe, _resources).Edit(fault, Later);
                break;
            case FaultKind.ResourceEdit:
                _resources.Edit(fault, Later);
                break;
            case FaultKind.TypeUpgrade:
                _types.Upgrade(fault, Later);
                break;
            case FaultKind.DllMissing:
                _types.Lose(node, fault.Lasts, Later);
                break;
            case FaultKind.DllMisbehaves:
                _universe.Dlls = DllBehaviour.Drawn(fault.Detail);
                Later(fault.Lasts, () => _universe.Dlls = DllBehaviour.Good);
                break;
            default:
                InjectIntoResources(fault, node);
                break;
        }
    }

    private void InjectIntoResources(Fault fault, SimNode node)
    {
        switch (fault.Kind)
        {
            case FaultKind.ResourceFails:
                for (int i = 0; i < 4; i++)
                {
                    Later(i * (long)0.8e9, () => FailEverywhere($"g{(fault.Detail % 3) + 1}"));
                }

                break;
            case FaultKind.StopFails:
                foreach (SimGuard guard in node.Guards)
                {
                    guard.StopFails = true;
                    Later(fault.Lasts, () =>
                    {
                        guard.StopFails = false;
                        guard.Kill("stopped by hand");
                    });
                }

                break;
            case FaultKind.Suspend:
                _machines.Suspend(node.Machine, fault.Lasts);
                break;
            case FaultKind.ScoreChange:
                _shapes.ChangeScores(node);
                break;
            case FaultKind.ParallelEdit:
                _shapes.Edit(fault, Later);
                break;
            case FaultKind.DependencyEdit:
                _shapes.EditDependency(fault);
                break;
            case FaultKind.LinkCut or FaultKind.OnlyDatabaseCut or FaultKind.PartCut or FaultKind.Isolated:
                new LinkFaults(_universe, Later).Inject(fault, node);
                break;
            default:
                throw new InvalidOperationException($"Not a fault: {fault}.");
        }
    }

    private void FailEverywhere(string group)
    {
        foreach (SimNode node in _universe.Nodes)
        {
            node.Service?.Post(0, service => service.Fail(group));
        }
    }

    private static T? Pick<T>(IReadOnlyList<T> all, int number)
        where T : class => all.Count == 0 ? null : all[number % all.Count];

    private static void Detach(SimNode node, int detail) => node.Service?.Post(0, service =>
        service.Step(new MemberEvent.DetachAsked(service.Now, HoldOf(detail))));

    private static TimeSpan HoldOf(int detail) => TimeSpan.FromMilliseconds(2_000 + (detail * 8));

    private void ReturnLate(SimNode node, Fault fault)
    {
        node.StartService();
        Later(_chance.Milliseconds(20, 500), () =>
        {
            _machines.FreezeGuards(node, (long)6e9);
            node.EndService("killed soon after its late return");
            Later(fault.Lasts + (long)3e9, node.StartService);
        });
    }

    /// <summary>
    /// The moment that matters: the short lease is published, and the service dies before its guards have it.
    /// </summary>
    private void ReturnAndDie(SimNode node, Fault fault)
    {
        _machines.FreezeGuards(node, (long)6e9);
        node.StartService();
        Later(_chance.Milliseconds(20, 600), () =>
        {
            node.EndService("killed soon after its return");
            Later(fault.Lasts + (long)3e9, node.StartService);
        });
    }

    private void Move(Fault fault, SimNode node)
    {
        string group = $"g{(fault.Detail % 4) + 1}";
        _universe.Put(Keys.Move(group), new MoveRequest
        {
            Group = group,
            Target = fault.Detail % 5 == 0 ? null : node.Name,
            Id = $"move-{++_moves}",
        });
    }

    private void Pause(SimNode node, Fault fault)
    {
        NodeConfig config = _universe.Database.Find<NodeConfig>(Keys.Node(node.Name))!;
        _universe.Put(Keys.Node(node.Name), config with { Paused = true, Drain = fault.Detail % 2 == 0 });
        Later(fault.Lasts, () => _universe.Put(Keys.Node(node.Name), config with { Paused = false, Drain = false }));
    }

    private void KillInFlight(SimNode node)
    {
        _universe.Network.Slowness = 700;
        Later(_chance.Milliseconds(100, 600), () =>
        {
            node.EndService("killed with a renewal under way");
            Later(_chance.Milliseconds(1, 150), node.StartService);
            Later(_chance.Milliseconds(1, 300), () => _universe.Network.Slowness = 3);
        });
    }

    /// <summary>What ends a fault happens unless everything was healed before.</summary>
    private void Later(long delay, Action action) => _universe.Schedule.After(delay, () =>
    {
        if (!_healed)
        {
            action();
        }
    });
}
