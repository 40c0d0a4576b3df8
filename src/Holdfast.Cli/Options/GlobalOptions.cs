using System.CommandLine;
using Holdfast.Cli.Output;

namespace Holdfast.Cli.Options;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Node = new("--node", "-n")
    {
        Description = "The node to ask: its name, the path of its socket, or its address. "
            + "Else HOLDFAST_NODE, else a node of this machine.",
        HelpName = "NODE", Recursive = true,
    };

    public static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "File with the API token, needed for an address. Else HOLDFAST_TOKEN_FILE or HOLDFAST_TOKEN.",
        HelpName = "FILE", Recursive = true,
    };

    public static readonly Option<string?> Certificate = new("--certificate")
    {
        Description = "Your key and certificate, for a node on another machine (--node https://HOST:PORT). Else "
            + "HOLDFAST_CERTIFICATE.",
        HelpName = "FILE", Recursive = true,
    };

    public static readonly Option<bool> WhatIf = new("--what-if")
    {
        Description = "Change nothing; show what the change would lead to.", Recursive = true,
    };

    public static readonly Option<string> Output = OutputOption();

    public static OutputFormat FormatOf(ParseResult parsed) =>
        Enum.Parse<OutputFormat>(parsed.GetValue(Output)!, ignoreCase: true);

    private static Option<string> OutputOption()
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = "table for people, wide with more columns, json or yaml for programs, name for the names "
                + "alone.",
            HelpName = "FORMAT",
            Recursive = true,
            DefaultValueFactory = _ => "table",
        };
        option.AcceptOnlyFromAmong("table", "wide", "json", "yaml", "name");
        return option;
    }
}
