namespace Holdfast.Cli.Setup;

/// <summary>What <c>holdfast init</c> was given; null for what it was not.</summary>
internal sealed record MachineSettings
{
    public string? Node { get; init; }

    public string? Config { get; init; }

    public string? Database { get; init; }

    public string? Data { get; init; }

    public int? Port { get; init; }
}
