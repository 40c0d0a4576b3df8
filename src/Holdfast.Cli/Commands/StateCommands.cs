using System.CommandLine;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast state …</c>.</summary>
internal static class StateCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("state", "The state of the whole cluster as a file, for simulate, replay and support.");
        noun.Subcommands.Add(Save(context));
        return noun;
    }

    private static Verb Save(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "Where to write it.", HelpName = "FILE" };
        var verb = new Verb("save", "Writes the state, with the decisions that are kept. It holds no secrets of nodes, "
            + "but properties of resources.", "holdfast state save saved.json");
        verb.Arguments.Add(file);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string path = Path.GetFullPath(Path.Combine(context.Folder, parsed.GetValue(file)!));
            using HttpResponseMessage answer = await session.Client.Decisions.StateAsync(cancellationToken)
                .ConfigureAwait(false);
            string partial = path + ".part";
            await using (FileStream written = File.Create(partial))
            {
                await answer.Content.CopyToAsync(written, cancellationToken).ConfigureAwait(false);
            }

            File.Move(partial, path, overwrite: true);
            return session.Say($"saved to {path}; next: holdfast simulate --state {path} --node-down NODE, "
                + $"or holdfast replay {path}");
        });
        return verb;
    }
}
