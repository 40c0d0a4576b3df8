namespace Holdfast.Guard.Processes;

/// <summary>Finds the program that a start names, so that a wrong name is an answer and not an exit.</summary>
internal static class ProgramPath
{
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="fileName">A path, relative to the working directory, or a name to look for in PATH.</param>
    /// <exception cref="InvalidOperationException">There is none; the message says where it was looked for.</exception>
    public static string Find(string fileName, string? workingDirectory, string? searchPath)
    {
        if (workingDirectory is not null && !Directory.Exists(workingDirectory))
        {
            throw new InvalidOperationException(
                $"The working directory {workingDirectory} does not exist; create it or name another.");
        }

        if (fileName.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(fileName, Path.GetFullPath(workingDirectory ?? "."));
            return !File.Exists(path)
                ? throw new InvalidOperationException($"There is no program {path}; is it installed on this node?")
                : IsExecutable(path)
                    ? path
                    : throw new InvalidOperationException(
                        $"{path} is not executable; give it the permission (chmod +x).");
        }

        string folders = searchPath ?? "/usr/local/bin:/usr/bin:/bin";
        foreach (string folder in folders.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, fileName);
            if (File.Exists(path) && IsExecutable(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException(
            $"There is no program {fileName} in PATH ({folders}); give its full path.");
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsLinux() && (File.GetUnixFileMode(path) & Executable) != 0;
}
