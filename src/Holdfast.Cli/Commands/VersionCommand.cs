using System.CommandLine;
using System.Reflection;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The version of this program.</summary>
    public static string Text { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "0";

    public static Command Create(CliContext context)
    {
        var verb = new Verb("version", "Shows the version of this program.", "holdfast version");
        verb.DoesAlone(context, (parsed, _) =>
        {
            if (GlobalOptions.FormatOf(parsed) is var format && format.IsForPrograms())
            {
                Answers.Write(context.Out, format, $$"""{"name":"holdfast","version":"{{Text}}"}""");
            }
            else
            {
                context.Out.WriteLine($"holdfast {Text}");
            }

            return Task.FromResult(ExitCodes.Ok);
        });
        return verb;
    }
}
