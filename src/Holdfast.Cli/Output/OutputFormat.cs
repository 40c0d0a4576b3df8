namespace Holdfast.Cli.Output;

/// <summary>How answers are printed: <c>-o table|json|yaml|name</c>.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs; member names are stable.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,

    /// <summary>Only names, one a line.</summary>
    Name,
}
