/// Stands for the error of the node socket's requests, whose file needs the rest of NodeSocket.
enum RequestError: Error {
    case badRequest(String)
}
