using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>Machines lose power, are suspended, or have their processes stopped.</summary>
/// <param name="later">Does something after a time, unless everything was healed before.</param>
internal sealed class MachineFaults(Universe universe, Action<long, Action> later)
{
    public void Reboot(SimMachine machine, long lasts)
    {
        SimNode[] nodes = [.. universe.Nodes.Where(node => node.Machine == machine)];
        foreach (SimNode node in nodes)
        {
            node.KillAll("power lost");
        }

        machine.Boot();
        foreach (SimNode node in nodes)
        {
            later(lasts / 2, node.StartService);
        }
    }

    public void Suspend(SimMachine machine, long lasts)
    {
        universe.Counters.Suspends++;
        machine.Suspend();
        later(lasts, () => Wake(machine));
    }

    public void Wake(SimMachine machine)
    {
        if (!machine.Suspended)
        {
            return;
        }

        machine.Resume();
        foreach (SimNode node in universe.Nodes.Where(node => node.Machine == machine))
        {
            node.Thaw();
        }

        universe.Referee.Resumed(machine);
    }

    public void Freeze(SimNode node, long lasts, bool guards)
    {
        if (node.Service is { } service)
        {
            service.Frozen = true;
            later(lasts, () => service.Frozen = false);
        }

        if (guards)
        {
            FreezeGuards(node, lasts);
            foreach (SimMonitor monitor in node.Monitors)
            {
                monitor.Frozen = true;
                later(lasts, () => monitor.Frozen = false);
            }
        }
    }

    public void FreezeGuards(SimNode node, long lasts)
    {
        foreach (SimGuard guard in node.Guards)
        {
            guard.Frozen = true;
            later(lasts, () => guard.Frozen = false);
        }
    }

    public static void Thaw(SimNode node)
    {
        if (node.Service is { Frozen: true } service)
        {
            service.Frozen = false;
        }

        foreach (SimGuard guard in node.Guards)
        {
            guard.Frozen = false;
        }

        foreach (SimMonitor monitor in node.Monitors.ToArray())
        {
            monitor.Frozen = false;
        }
    }
}
