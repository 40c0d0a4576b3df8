namespace Holdfast.Cli.Output;

/// <summary>How answers are printed: <c>-o table|wide|json|yaml|name</c>.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For people, with more columns, and no line folded.</summary>
    Wide,

    /// <summary>For programs; member names are stable.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,

    /// <summary>Only names, one a line.</summary>
    Name,
}

/// <summary>What a format is for.</summary>
internal static class OutputFormats
{
    /// <summary>Whether a program reads the answer: then nothing else is printed.</summary>
    public static bool IsForPrograms(this OutputFormat format) =>
        format is not (OutputFormat.Table or OutputFormat.Wide);
}
