using System.Runtime.InteropServices;

namespace Holdfast.ResourceApi;

/// <summary>What to start: a program, with its arguments and surroundings. No shell is involved.</summary>
/// <param name="FileName">Path of the program, or a name found in PATH.</param>
public sealed record ProcessStart(string FileName)
{
    /// <summary>The arguments, one by one, without the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Variables added to the node's environment. HOLDFAST_NODE, _GROUP, _INSTANCE, _RESOURCE and
    /// _FENCE_TOKEN are always there.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string,
        string>(StringComparer.Ordinal);

    /// <summary>Where it starts; the guard's own folder if null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// A .NET program given by its DLL, run by the runtime that runs this process. The way to start a program that
    /// comes in the resource's own package, whose files are not executable.
    /// </summary>
    /// <param name="assemblyPath">Path of the program's DLL.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStart Dotnet(string assemblyPath, params IEnumerable<string> arguments)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        return new(File.Exists(dotnet) ? dotnet : "dotnet") { Arguments = [assemblyPath, .. arguments] };
    }
}

/// <summary>What came of a command.</summary>
/// <param name="ExitCode">Its exit code, or 128 + the signal that ended it.</param>
/// <param name="Output">What it wrote (standard output and error), at most the last 64 KiB.</param>
public sealed record CommandResult(int ExitCode, string Output)
{
    /// <summary>Whether the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last line it wrote that is not blank, for use as a reason; empty if there is none.</summary>
    public string LastLine => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .LastOrDefault() ?? "";
}

/// <summary>A process could not be started; the message says why and what to do.</summary>
public sealed class ProcessStartException : ResourceException
{
    /// <summary>A process could not be started.</summary>
    public ProcessStartException()
    {
    }

    /// <summary>A process could not be started.</summary>
    /// <param name="message">Why, and what to do.</param>
    public ProcessStartException(string message)
        : base(message)
    {
    }

    /// <summary>A process could not be started.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="innerException">What was thrown.</param>
    public ProcessStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
