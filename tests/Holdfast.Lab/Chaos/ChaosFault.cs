using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Chaos;

/// <summary>One kind of fault.</summary>
/// <param name="Name">What is done, in a word or two.</param>
/// <param name="Weight">How often it is drawn compared with the others.</param>
/// <param name="InjectAsync">Injects it, and gives what takes it back; null if there was nothing to be hit.</param>
public sealed record ChaosFault(
    string Name, int Weight, Func<FaultScene, LabMachine, ChaosStep, Task<Func<Task>?>> InjectAsync)
{
    /// <summary>Whether only the owner has what it is for, so that it is for the owner whatever was drawn.</summary>
    public bool OfOwner { get; init; }

    /// <summary>Whether it is for all machines at once, so that nothing else may be going on.</summary>
    public bool Everywhere { get; init; }

    /// <summary>Why it cannot be injected here; null where it can.</summary>
    public Func<Task<string?>> WhyNot { get; init; } = () => Task.FromResult<string?>(null);
}

/// <summary>All kinds of faults that are drawn from.</summary>
public static class ChaosFaults
{
    public static IReadOnlyList<ChaosFault> Create() => [.. ProcessChaos.Create(), .. SurroundingsChaos.Create()];
}
