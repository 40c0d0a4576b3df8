namespace Holdfast.Linux;

/// <summary>How a process ended: with a code of its own, or by a signal.</summary>
/// <param name="Code">Its exit code; null if a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null if it ended by itself.</param>
public readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>As shells count: the exit code, or 128 + signal.</summary>
    public int ShellCode => Code ?? 128 + (Signal ?? 0);

    public override string ToString() =>
        Signal is { } signal ? $"killed by {Signals.Name(signal)}" : $"exit code {Code}";
}
