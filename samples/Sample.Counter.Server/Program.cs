// The program that a Sample.Counter resource runs: counts in a file, answers over TCP. It knows nothing of Holdfast but
// the fencing token in its environment.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sample.Counter.Server;

if (args is not [var portText, var folder] || !int.TryParse(portText, CultureInfo.InvariantCulture, out var port))
{
    Console.Error.WriteLine("usage: Sample.Counter.Server PORT FOLDER");
    return 2;
}

_ = long.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_FENCE_TOKEN"), CultureInfo.InvariantCulture,
    out var token);
try
{
    Directory.CreateDirectory(folder);
    using var count = CountFile.Open(Path.Combine(folder, "count"), token);
    using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
    listener.Listen();
    Console.WriteLine($"counting at port {port} in {folder}, token {token}");
    while (true)
    {
        var client = listener.Accept();
        new Thread(() => Serve(client, count), 128 * 1024) { IsBackground = true }.Start();
    }
}
catch (Exception exception) when (exception is FencedException or IOException or SocketException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static void Serve(Socket client, CountFile count)
{
    try
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        client.NoDelay = true;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } question)
        {
            var answer = question switch
            {
                "increment" => $"{count.Increment()} {count.Token} {OwnProcess.Pid}\n",
                "count" => $"{count.Read()} {count.Token} {OwnProcess.Pid}\n",
                _ => "what? say increment or count\n",
            };
            stream.Write(Encoding.ASCII.GetBytes(answer));
        }
    }
    catch (Exception exception) when (exception is IOException or ObjectDisposedException)
    {
        // The client is gone.
    }
    catch (FencedException exception)
    {
        Console.Error.WriteLine(exception.Message);
        Environment.Exit(1);
    }
}
