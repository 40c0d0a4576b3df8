using Holdfast.Simulation.Runs;

namespace Holdfast.Simulation;

/// <summary><c>simulate</c>, <c>replay</c>, <c>mutants</c>, <c>speed</c>, or else the test runner.</summary>
internal static class Program
{
    public static int Main(string[] args) => args.FirstOrDefault() switch
    {
        "simulate" => SimulateCommand.Execute(args[1..]),
        "mutants" => MutantsCommand.Execute(args[1..]),
        "replay" => ReplayCommand.Execute(args[1..]),
        "speed" => SpeedCommand.Execute(args[1..]),
        _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult(),
    };
}
