using System.Collections;
using System.Globalization;
using System.Text;
using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>
/// This same program in mode <c>exec</c>, for where there is no PID namespace: ties itself to the guard and becomes the
/// resource's program, which keeps that tie.
/// </summary>
internal static class ParentDeathShim
{
    private const int CannotExecute = 126;
    private const int StandardError = 2;

    public static int Run(string guardPid, string[] program)
    {
        OwnProcess.DieWithParent();
        if (OwnProcess.ParentPid != int.Parse(guardPid, CultureInfo.InvariantCulture))
        {
            return 1;
        }

        var environment = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment.Add($"{variable.Key}={variable.Value}");
        }

        int error = OwnProcess.Execute(program[0], program[1..], environment);
        _ = Descriptors.Write(
            StandardError, Encoding.UTF8.GetBytes(new LinuxException($"Starting {program[0]}", error).Message + "\n"));
        return CannotExecute;
    }
}
