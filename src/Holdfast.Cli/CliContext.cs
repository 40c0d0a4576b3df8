using Holdfast.Cli.Output;

namespace Holdfast.Cli;

/// <summary>What the command line has of its surroundings; tests give their own.</summary>
internal sealed record CliContext
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal, where colour and live displays make sense.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = Terminal.Unlimited;

    /// <summary>Columns and rows of the terminal as it is now; asked for each frame of a full-screen view.</summary>
    public Func<(int Columns, int Rows)> Screen { get; init; } = () => (160, 50);

    /// <summary>Environment variables by name.</summary>
    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where relative paths start.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    public static CliContext OfProcess()
    {
        bool terminal = !Console.IsOutputRedirected;
        return new CliContext
        {
            Out = Console.Out,
            Error = Console.Error,
            IsTerminal = terminal,
            Width = terminal && Console.WindowWidth > 0 ? Console.WindowWidth : Terminal.Unlimited,
            Screen = () => (Math.Max(20, Console.WindowWidth), Math.Max(2, Console.WindowHeight)),
            Variable = Environment.GetEnvironmentVariable,
        };
    }
}
