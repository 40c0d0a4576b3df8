using System.ComponentModel.DataAnnotations;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources;

/// <summary>What a Generic Application runs and how it is watched.</summary>
public sealed record GenericApplicationProperties
{
    /// <summary>Program and arguments in one line.</summary>
    [Property("Program and arguments in one line, with quotes as in a shell; instead of FileName and Arguments")]
    public string? CommandLine { get; init; }

    /// <summary>The program.</summary>
    [Property("Path of the program, or a name found in PATH; instead of CommandLine")]
    public string? FileName { get; init; }

    /// <summary>The program's arguments.</summary>
    [Property("The program's arguments, one by one")]
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where it starts.</summary>
    [Property("Folder in which the program starts")]
    public string? WorkingDirectory { get; init; }

    /// <summary>Its environment.</summary>
    [Property("Environment variables added to the node's own")]
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A port that must accept connections.</summary>
    [Property("TCP port that must accept connections for the application to be online and healthy"), Range(1, 65535)]
    public int? ProbeTcpPort { get; init; }

    /// <summary>A URL that must answer.</summary>
    [Property("http or https URL that must answer a GET with a status from 200 to 299")]
    public Uri? ProbeHttpUrl { get; init; }

    /// <summary>A command that must succeed.</summary>
    [Property("Command line that must end with exit code 0; it runs beside the application")]
    public string? ProbeCommand { get; init; }

    /// <summary>How long a probe may take.</summary>
    [Property("How long a probe may take", AppliesAtOnce = true)]
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to end.</summary>
    [Property("How long after SIGTERM the application is killed", AppliesAtOnce = true)]
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}
