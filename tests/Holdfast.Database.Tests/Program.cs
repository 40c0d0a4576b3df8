using Holdfast.Database.Tests.Processes;
using Xunit.Runner.InProc.SystemConsole;

namespace Holdfast.Database.Tests;

/// <summary>Runs the tests; or, started by one of them, is the other process that the test needs.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) =>
        await WriterModes.RunIfAskedAsync() ? 0 : await ConsoleRunner.Run(args);
}
