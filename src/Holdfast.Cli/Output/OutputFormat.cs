namespace Holdfast.Cli.Output;

/// <summary>How answers are printed: <c>-o table|json</c>.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs; member names are stable.</summary>
    Json,
}
