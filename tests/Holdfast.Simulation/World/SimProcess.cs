namespace Holdfast.Simulation.World;

/// <summary>The process of a resource, a child of its group's guard: what must never be there twice.</summary>
internal sealed class SimProcess(SimGuard guard, string resource, long number)
{
    public SimGuard Guard { get; } = guard;

    public string Resource { get; } = resource;

    /// <summary>Tells it from the resource's other processes; stands for a process id.</summary>
    public long Number { get; } = number;

    public bool Alive { get; set; } = true;

    /// <summary>It acts as a promoted one: its DLL told it so, and has not told it otherwise yet.</summary>
    public bool Promoted { get; set; }
}
