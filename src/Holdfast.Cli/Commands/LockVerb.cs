using System.CommandLine;

namespace Holdfast.Cli.Commands;

/// <summary><c>lock</c> and <c>unlock</c> of a noun whose objects have names.</summary>
internal static class LockVerb
{
    /// <param name="context">What the command line has of its surroundings.</param>
    /// <param name="noun">The noun, as in <c>group</c>.</param>
    /// <param name="locked">Whether it locks.</param>
    /// <param name="what">What it does, in words.</param>
    /// <param name="example">A name for the examples.</param>
    /// <param name="run">Asks the node for it and prints the answer.</param>
    public static Verb Of(
        CliContext context, string noun, bool locked, string what, string example,
        Func<Session, string, CancellationToken, Task<int>> run)
    {
        string word = locked ? "lock" : "unlock";
        var name = new Argument<string>("NAME") { Description = $"The {noun}'s name." };
        var verb = new Verb(word,
            locked ? $"Maintenance: {what} until unlock; health is still shown."
                : $"Ends the lock of a {noun}: {what}.",
            $"holdfast {noun} {word} {example}");
        verb.Arguments.Add(name);
        verb.Does(context, (session, parsed, cancellationToken) =>
            run(session, parsed.GetValue(name)!, cancellationToken));
        return verb;
    }
}
