using System.Globalization;
using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.Checks;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Owners;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Runs;

/// <summary>One run of the simulator: a cluster drawn from a seed, its faults, then a time without faults.</summary>
internal static class Run
{
    private const long Second = 1_000_000_000;

    /// <param name="seed">What everything is drawn from.</param>
    /// <param name="mutant">The fault that is planted in the product; null for none.</param>
    /// <param name="log">Where the log goes.</param>
    /// <param name="script">The faults that happen; null for those that the seed gives.</param>
    /// <param name="scale">How large the cluster is.</param>
    public static RunResult Of(
        long seed, Mutant? mutant = null, TextWriter? log = null, IReadOnlyList<Fault>? script = null,
        Scale? scale = null)
    {
        var universe = new Universe(
            seed, mutant?.Protocol ?? PlantedFaults.None, mutant?.Owner ?? OwnerFaults.None, log);
        using Trace trace = universe.Trace;
        var shapes = new GroupShapes(universe);
        Build(universe, scale ?? Scale.Small, shapes);
        long faultsEnd = (long)(universe.Chance("world").Between(15, 45) * Second);
        var injector = new FaultInjector(universe, shapes);
        IReadOnlyList<Fault> faults = script ?? Draw(universe, faultsEnd, shapes.Made);
        injector.Plan(faults);
        var liveness = new Liveness(universe);
        Until(universe, faultsEnd);
        universe.Schedule.At(faultsEnd, injector.Heal);
        Until(universe, faultsEnd + (25 * Second));
        if (universe.Referee.Violation is null)
        {
            liveness.CheckPlaced();
        }

        Until(universe, faultsEnd + (33 * Second));
        if (universe.Referee.Violation is null)
        {
            liveness.CheckSteady();
        }

        return new(seed, universe.Schedule.Events, universe.Schedule.Now, universe.Counters, trace.Hash, faults)
        {
            Violation = universe.Referee.Violation,
            LastLines = [.. trace.Last],
        };
    }

    /// <summary>What not every run has is drawn apart, so that the runs without it stay as they are.</summary>
    private static IReadOnlyList<Fault> Draw(Universe universe, long until, bool more)
    {
        var faults = new List<Fault>(FaultScript.Draw(universe.Chance("script"), until, FaultScript.Usual));
        if (more)
        {
            faults.AddRange(FaultScript.Draw(universe.Chance("more faults"), until, FaultScript.More));
        }

        if (universe.NodesHelp)
        {
            faults.AddRange(FaultScript.Draw(universe.Chance("link faults"), until, FaultScript.OfLinks));
        }

        return [.. faults.OrderBy(fault => fault.At)];
    }

    private static void Until(Universe universe, long time) =>
        universe.Schedule.RunUntil(time, () => universe.Referee.Violation is not null);

    private static void Build(Universe universe, Scale scale, GroupShapes shapes)
    {
        Chance chance = universe.Chance("world");
        universe.ProofOfDeath = chance.Happens(0.5);
        int drawn = chance.Pick([2, 3, 3, 3, 4]);
        int nodes = scale.Nodes ?? drawn;
        universe.NodesHelp = !universe.ProofOfDeath && universe.Chance("links").Happens(0.6);
        SimMachine? shared = universe.ProofOfDeath ? new("m", universe.Schedule, universe.Chance("clocks")) : null;
        for (int i = 1; i <= nodes; i++)
        {
            string name = $"n{i}";
            SimMachine machine = shared ?? new(string.Create(CultureInfo.InvariantCulture, $"m{i}"),
                universe.Schedule, universe.Chance("clocks"));
            machine.ClockStandsStill = universe.Faults.SafetyClockStopsInSuspend;
            universe.Nodes.Add(new(universe, name, machine));
            universe.Put(Keys.Node(name), new NodeConfig { Name = name, Id = i });
        }

        new TypeEdits(universe).Register();
        var resources = new ResourceEdits(universe);
        for (int i = 1; i <= scale.Groups; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"g{i}");
            universe.Put(Keys.Group(name), GroupEdits.Draw(universe, name));
            resources.Make(name);
        }

        if (scale.Shapes)
        {
            shapes.Draw(resources);
        }

        foreach (SimNode node in universe.Nodes)
        {
            universe.Schedule.After(chance.Milliseconds(0, 500), node.StartService);
        }
    }
}
